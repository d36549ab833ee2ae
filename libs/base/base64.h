#pragma once

// base64url without padding (RFC 4648 section 5).

#include <optional>
#include <string>
#include <string_view>

namespace docket {

std::string ToBase64Url(std::string_view bytes);

// The bytes that `text` stands for. None unless it is exactly what ToBase64Url writes for them: no
// padding, no other letter, no bit beyond the last byte.
std::optional<std::string> FromBase64Url(std::string_view text);

}  // namespace docket
