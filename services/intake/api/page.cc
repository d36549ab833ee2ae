#include "services/intake/api/page.h"

#include <algorithm>
#include <optional>

#include "libs/base/base64.h"
#include "libs/base/digest.h"

namespace docket::intake {
namespace {

constexpr int32_t kSizeDefault = 50;
constexpr int32_t kSizeMax = 1000;
constexpr size_t kTextBytesMax = 1024;

}  // namespace

absl::StatusOr<size_t> PageSizeOf(int32_t page_size) {
  if (page_size < 0) return InvalidArgument("page_size must not be negative: ask for 1 to 1000");
  return static_cast<size_t>(page_size == 0 ? kSizeDefault : std::min(page_size, kSizeMax));
}

// The digest of the query, then the place. It opens nothing that the query does not, so it needs no
// secret.
std::string EncodePageToken(std::string_view query, std::string_view place) {
  return ToBase64Url(std::string(Digest::Of(query).bytes()).append(place));
}

absl::StatusOr<std::string> DecodePageToken(std::string_view query, std::string_view token) {
  if (token.empty()) return std::string();
  const std::optional<std::string> bytes =
      token.size() <= kTextBytesMax ? FromBase64Url(token) : std::nullopt;
  if (!bytes.has_value() || bytes->size() <= Digest::kSize) {
    return InvalidArgument("page_token is none that was given out: begin without one");
  }
  if (bytes->substr(0, Digest::kSize) != Digest::Of(query).bytes()) {
    return InvalidArgument("page_token is of another list: ask all pages with the same filter");
  }
  return bytes->substr(Digest::kSize);
}

}  // namespace docket::intake
