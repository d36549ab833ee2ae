#include "libs/base/status.h"

#include <string>

namespace docket {

absl::Status MakeStatus(absl::StatusCode code, std::string_view message) {
  return absl::Status(code, {message.data(), message.size()});
}

absl::Status InvalidArgument(std::string_view message) {
  return MakeStatus(absl::StatusCode::kInvalidArgument, message);
}
absl::Status NotFound(std::string_view message) {
  return MakeStatus(absl::StatusCode::kNotFound, message);
}
absl::Status FailedPrecondition(std::string_view message) {
  return MakeStatus(absl::StatusCode::kFailedPrecondition, message);
}
absl::Status PermissionDenied(std::string_view message) {
  return MakeStatus(absl::StatusCode::kPermissionDenied, message);
}
absl::Status ResourceExhausted(std::string_view message) {
  return MakeStatus(absl::StatusCode::kResourceExhausted, message);
}
absl::Status Aborted(std::string_view message) {
  return MakeStatus(absl::StatusCode::kAborted, message);
}
absl::Status OutOfRange(std::string_view message) {
  return MakeStatus(absl::StatusCode::kOutOfRange, message);
}
absl::Status Unavailable(std::string_view message) {
  return MakeStatus(absl::StatusCode::kUnavailable, message);
}
absl::Status DataLoss(std::string_view message) {
  return MakeStatus(absl::StatusCode::kDataLoss, message);
}
absl::Status Internal(std::string_view message) {
  return MakeStatus(absl::StatusCode::kInternal, message);
}

std::string_view Message(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

absl::Status Annotate(const absl::Status& status, std::string_view context) {
  if (status.ok()) return status;
  absl::Status annotated =
      MakeStatus(status.code(), std::string(context) + ": " + std::string(Message(status)));
  status.ForEachPayload(
      [&](const auto& type, const auto& payload) { annotated.SetPayload(type, payload); });
  return annotated;
}

}  // namespace docket
