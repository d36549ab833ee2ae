#include "libs/rpc/errors.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include <google/protobuf/any.pb.h>
#include <spdlog/spdlog.h>

#include "libs/base/rejection.h"
#include "libs/base/text.h"
#include "libs/base/uuid.h"

namespace docket::rpc {
namespace {

using std::chrono::milliseconds;

constexpr char kDomain[] = "docket";
constexpr char kRetryAt[] = "retry_at";

// An owner that moves or starts is back within a second; a full queue takes longer to empty than
// one request took to fill it.
constexpr milliseconds kUnavailableDelay{100};
constexpr milliseconds kExhaustedDelay{1000};

// Clients take 8 KiB of trailing metadata by default. The details go as base64, and the message a
// second time with three characters for each byte that is not ASCII.
constexpr size_t kMessageBytesMax = 512;
constexpr size_t kNameBytesMax = 64;
constexpr size_t kValueBytesMax = 256;
constexpr size_t kDetailsMax = 8;

// Sorted by reason. What is not here is FAILED_PRECONDITION: the state does not allow it.
constexpr std::array<std::pair<std::string_view, absl::StatusCode>, 14> kCodes{{
    {"ABOVE_AUTHORITY", absl::StatusCode::kPermissionDenied},
    {"COMMENT_EMPTY", absl::StatusCode::kInvalidArgument},
    {"COMMENT_UNKNOWN", absl::StatusCode::kNotFound},
    {"FIELD_INVALID", absl::StatusCode::kInvalidArgument},
    {"FIELD_REQUIRED", absl::StatusCode::kInvalidArgument},
    {"NOT_ALLOWED", absl::StatusCode::kPermissionDenied},
    {"NOT_FOUND", absl::StatusCode::kNotFound},
    {"REASON_REQUIRED", absl::StatusCode::kInvalidArgument},
    {"REQUEST_REUSED", absl::StatusCode::kAlreadyExists},
    {"TEAM_UNKNOWN", absl::StatusCode::kNotFound},
    {"TEMPLATE_UNKNOWN", absl::StatusCode::kNotFound},
    {"TOO_MANY_TAGS", absl::StatusCode::kInvalidArgument},
    {"URGE_TOO_SOON", absl::StatusCode::kResourceExhausted},
    {"VERSION_CONFLICT", absl::StatusCode::kAborted},
}};
static_assert(std::ranges::is_sorted(kCodes, {}, &decltype(kCodes)::value_type::first));

// `text` as UTF-8 of at most `bytes_max`, cut between characters.
std::string Cut(std::string_view text, size_t bytes_max) {
  size_t begin = std::min(text.size(), bytes_max);
  while (begin > 0 && begin < text.size() && (text[begin] & 0xC0) == 0x80) --begin;
  std::string cut = ToUtf8(text.substr(0, begin));
  size_t size = std::min(cut.size(), bytes_max);
  while (size < cut.size() && (cut[size] & 0xC0) == 0x80) --size;
  cut.resize(size);
  return cut;
}

google::rpc::ErrorInfo InfoOf(const Rejection& rejection) {
  google::rpc::ErrorInfo info;
  info.set_reason(Cut(rejection.reason, kNameBytesMax));
  info.set_domain(kDomain);
  for (const auto& [name, value] : rejection.details) {
    if (info.metadata().size() == kDetailsMax) break;
    (*info.mutable_metadata())[Cut(name, kNameBytesMax)] = Cut(value, kValueBytesMax);
  }
  return info;
}

google::rpc::RetryInfo RetryAfter(milliseconds delay) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(delay.count() / 1000);
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(delay.count() % 1000 * 1'000'000));
  return retry;
}

bool IsOurFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

}  // namespace

absl::StatusCode CodeOf(std::string_view reason) {
  const auto found =
      std::ranges::lower_bound(kCodes, reason, {}, &decltype(kCodes)::value_type::first);
  if (found == kCodes.end() || found->first != reason) return absl::StatusCode::kFailedPrecondition;
  return found->second;
}

absl::StatusCode OuterCode(const absl::Status& status) {
  const std::optional<Rejection> rejection = RejectionOf(status);
  return rejection.has_value() ? CodeOf(rejection->reason) : status.code();
}

absl::Status Concealed(const absl::Status& status, std::string_view where, Time now) {
  if (!IsOurFault(status.code())) return status;
  const std::string reference = DrawUuidV7(now);
  spdlog::error("{} failed: {} (reference {})", where, status.ToString(), reference);
  return MakeStatus(status.code(), "a fault of the server, logged there as " + reference);
}

std::optional<milliseconds> RetryDelay(const absl::Status& status, Time now) {
  const std::optional<Rejection> rejection = RejectionOf(status);
  if (rejection.has_value()) {
    const auto retry_at = rejection->details.find(kRetryAt);
    if (retry_at == rejection->details.end()) return std::nullopt;
    const std::optional<Time> time = ParseTime(retry_at->second);
    if (!time.has_value()) return std::nullopt;
    return std::max(*time - now, milliseconds(0));
  }
  if (status.code() == absl::StatusCode::kUnavailable) return kUnavailableDelay;
  if (status.code() == absl::StatusCode::kResourceExhausted) return kExhaustedDelay;
  return std::nullopt;
}

grpc::Status ToGrpc(const absl::Status& status, Time now) {
  if (status.ok()) return grpc::Status::OK;
  const std::optional<Rejection> rejection = RejectionOf(status);
  const std::optional<milliseconds> delay = RetryDelay(status, now);
  const auto code = static_cast<int>(OuterCode(status));
  const std::string message = Cut(Message(status), kMessageBytesMax);
  google::rpc::Status details;
  details.set_code(code);
  details.set_message(message);
  if (rejection.has_value()) details.add_details()->PackFrom(InfoOf(*rejection));
  if (delay.has_value()) details.add_details()->PackFrom(RetryAfter(*delay));
  if (details.details().empty()) return {static_cast<grpc::StatusCode>(code), message};
  return {static_cast<grpc::StatusCode>(code), message, details.SerializeAsString()};
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status details;
  details.ParseFromString(status.error_details());  // Of another server perhaps: then it is empty.
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::ErrorInfo info;
    if (!detail.UnpackTo(&info) || info.domain() != kDomain) continue;
    Rejection rejection{.reason = info.reason(), .details = {}};
    for (const auto& [name, value] : info.metadata()) rejection.details[name] = value;
    return RejectionStatus(rejection, status.error_message());
  }
  return MakeStatus(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

}  // namespace docket::rpc
