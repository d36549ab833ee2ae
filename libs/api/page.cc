#include "libs/api/page.h"

#include <algorithm>
#include <optional>

#include "libs/base/base64.h"
#include "libs/base/digest.h"

namespace docket::api {
namespace {

constexpr int32_t kSizeDefault = 50;
constexpr int32_t kSizeMax = 1000;
constexpr size_t kTextBytesMax = 1024;
constexpr size_t kSumSize = 8;

absl::Status NotGivenOut() {
  return InvalidArgument(
      "page_token is none that was given out: give it back as it came, or begin without one");
}

// Tells a token that was cut or altered on its way.
std::string SumOf(std::string_view bytes) {
  return std::string(Digest::Of(bytes).bytes().substr(0, kSumSize));
}

}  // namespace

absl::StatusOr<size_t> PageSizeOf(int32_t page_size) {
  if (page_size < 0) return InvalidArgument("page_size must not be negative: ask for 1 to 1000");
  return static_cast<size_t>(page_size == 0 ? kSizeDefault : std::min(page_size, kSizeMax));
}

// The digest of the query, the place, and a sum of both. It opens nothing that the query does not,
// so it needs no secret: who makes one up begins at a place of their own choice in their own list.
std::string EncodePageToken(std::string_view query, std::string_view place) {
  const std::string bytes = std::string(Digest::Of(query).bytes()).append(place);
  return ToBase64Url(bytes + SumOf(bytes));
}

absl::StatusOr<std::string> DecodePageToken(std::string_view query, std::string_view token) {
  if (token.empty()) return std::string();
  const std::optional<std::string> decoded =
      token.size() <= kTextBytesMax ? FromBase64Url(token) : std::nullopt;
  if (!decoded.has_value() || decoded->size() <= Digest::kSize + kSumSize) return NotGivenOut();
  const std::string bytes = decoded->substr(0, decoded->size() - kSumSize);
  if (decoded->substr(bytes.size()) != SumOf(bytes)) return NotGivenOut();
  if (bytes.substr(0, Digest::kSize) != Digest::Of(query).bytes()) {
    return InvalidArgument("page_token is of another list: ask all pages with the same filter");
  }
  return bytes.substr(Digest::kSize);
}

}  // namespace docket::api
