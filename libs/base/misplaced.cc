#include "libs/base/misplaced.h"

#include "absl/strings/cord.h"

namespace docket {
namespace {

constexpr char kPayloadType[] = "docket/misplaced";

}  // namespace

absl::Status Misplaced(std::string_view place, std::string_view message) {
  absl::Status status = Unavailable(message);
  status.SetPayload(kPayloadType, absl::Cord(std::string(place)));
  return status;
}

std::optional<std::string> MisplacedIn(const absl::Status& status) {
  auto payload = status.GetPayload(kPayloadType);
  if (!payload.has_value()) return std::nullopt;
  return std::string(*payload);
}

}  // namespace docket
