#include "libs/base/rejection.h"

#include <vector>

#include "absl/strings/cord.h"

namespace docket {
namespace {

// The payload is reason NUL (name NUL value NUL)*: it never leaves the process.
constexpr char kPayloadType[] = "docket/rejection";

std::string Encode(const Rejection& rejection) {
  std::string out = rejection.reason + '\0';
  for (const auto& [name, value] : rejection.details) out += name + '\0' + value + '\0';
  return out;
}

std::vector<std::string> Split(const std::string& text) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = text.find('\0', begin);
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

}  // namespace

absl::Status RejectionStatus(const Rejection& rejection, std::string_view message) {
  absl::Status status = FailedPrecondition(message);
  status.SetPayload(kPayloadType, absl::Cord(Encode(rejection)));
  return status;
}

std::optional<Rejection> RejectionOf(const absl::Status& status) {
  auto payload = status.GetPayload(kPayloadType);
  if (!payload.has_value()) return std::nullopt;
  std::vector<std::string> parts = Split(std::string(*payload));
  Rejection rejection{.reason = parts[0], .details = {}};
  for (size_t i = 1; i + 1 < parts.size(); i += 2) rejection.details[parts[i]] = parts[i + 1];
  return rejection;
}

}  // namespace docket
