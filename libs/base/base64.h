#pragma once

// base64url without padding (RFC 4648 section 5).

#include <string>
#include <string_view>

namespace docket {

std::string ToBase64Url(std::string_view bytes);

}  // namespace docket
