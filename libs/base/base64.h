#pragma once

// base64url without padding (RFC 4648 section 5).

#include <optional>
#include <string>
#include <string_view>

namespace docket {

std::string ToBase64Url(std::string_view bytes);

// None if `text` holds another character, a stray one, or bits that no byte has.
std::optional<std::string> FromBase64Url(std::string_view text);

}  // namespace docket
