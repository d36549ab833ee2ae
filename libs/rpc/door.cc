#include "libs/rpc/door.h"

#include <algorithm>
#include <utility>

#include "libs/base/rejection.h"
#include "libs/rpc/errors.h"

namespace docket::rpc {
namespace {

using std::chrono::nanoseconds;
using std::chrono::system_clock;

// gRPC sends a deadline as what is left of it, rounded up: 30 s come as up to 31 s (measured), and
// are counted by a clock that was read a moment later.
constexpr std::chrono::milliseconds kRounding{1100};

// gRPC's own limit holds per frame and only once the client knows it (platform.md 5), so we add up.
absl::StatusOr<CallMetadata> CollectMetadata(const grpc::ServerContextBase& context) {
  CallMetadata metadata;
  metadata.reserve(context.client_metadata().size());
  size_t bytes = 0;
  for (const auto& [name, value] : context.client_metadata()) {
    bytes += name.size() + value.size();
    metadata.emplace_back(std::string_view(name.data(), name.size()),
                          std::string_view(value.data(), value.size()));
  }
  if (bytes <= kMetadataBytesMax) return metadata;
  return InvalidArgument("metadata of " + std::to_string(bytes) + " bytes: send at most " +
                         std::to_string(kMetadataBytesMax));
}

}  // namespace

Door::Door(std::string_view service, Method method, Access access, const ServerOptions& options)
    : path_('/' + std::string(service) + '/' + method.name),
      method_(std::move(method)),
      access_(access),
      scanner_(*method_.request, method_.limits),
      authenticator_(*options.authenticator),
      observer_(options.observer),
      forwarder_(options.forwarder) {}

absl::StatusOr<Call> Door::Admit(const grpc::ServerContextBase& context, Instant now) const {
  DOCKET_ASSIGN_OR_RETURN(const CallMetadata metadata, CollectMetadata(context));
  Call call;
  if (!access_.anyone) {
    DOCKET_ASSIGN_OR_RETURN(call.caller, authenticator_.Authenticate(metadata));
    DOCKET_RETURN_IF_ERROR(CheckAccess(access_, call.caller));
  }
  const bool unary = std::holds_alternative<UnaryBytesHandler>(method_.handler);
  DOCKET_ASSIGN_OR_RETURN(call.deadline, MonotonicDeadline(context.deadline(), now, unary));
  return call;
}

absl::StatusOr<std::string_view> Door::Check(const grpc::ByteBuffer& request,
                                             grpc::Slice& holder) const {
  const size_t size = request.Length();
  if (size > method_.limits.bytes_max) {
    return InvalidArgument("request of " + std::to_string(size) + " bytes: send at most " +
                           std::to_string(method_.limits.bytes_max));
  }
  if (!request.TrySingleSlice(&holder).ok() && !request.DumpToSingleSlice(&holder).ok()) {
    return InvalidArgument("a request is missing");
  }
  const std::string_view bytes(reinterpret_cast<const char*>(holder.begin()), holder.size());
  DOCKET_RETURN_IF_ERROR(scanner_.Check(bytes));
  return bytes;
}

grpc::Status Door::Leave(const absl::Status& status, grpc::ServerContextBase& context,
                         nanoseconds begun) const {
  const Instant now = SystemInstant();
  if (status.ok()) {
    Observe(status, absl::StatusCode::kOk, now.monotonic - begun);
    return grpc::Status::OK;
  }
  const grpc::Status outside = ToGrpc(Concealed(status, path_, now.wall), now.wall);
  Observe(status, static_cast<absl::StatusCode>(outside.error_code()), now.monotonic - begun);
  if (const auto delay = RetryDelay(status, now.wall); delay.has_value()) {
    context.AddTrailingMetadata(kPushback, std::to_string(delay->count()));
  }
  return outside;
}

void Door::LeaveForwarded(const grpc::Status& status, nanoseconds begun) const {
  const absl::Status outcome = FromGrpc(status);
  Observe(outcome, static_cast<absl::StatusCode>(status.error_code()),
          SystemInstant().monotonic - begun);
}

void Door::Observe(const absl::Status& status, absl::StatusCode code, nanoseconds took) const {
  if (observer_ == nullptr) return;
  const std::optional<Rejection> rejection = RejectionOf(status);
  observer_->OnCall({.method = path_,
                     .code = code,
                     .reason = rejection.has_value() ? std::string_view(rejection->reason) : "",
                     .took = took});
}

absl::StatusOr<nanoseconds> MonotonicDeadline(system_clock::time_point deadline, Instant now,
                                              bool required) {
  if (deadline == system_clock::time_point::max()) {
    if (!required) return nanoseconds::max();
    return InvalidArgument("a deadline is missing: give one of at most 30 s");
  }
  const auto left = deadline - system_clock::time_point(now.wall);
  if (required && left > kDeadlineMax + kRounding) {
    return InvalidArgument(
        "the deadline is " +
        std::to_string(std::chrono::ceil<std::chrono::milliseconds>(left).count()) +
        " ms away: give one of at most 30 s");
  }
  // A stream may name the end of time; a century would not fit the clock.
  return now.monotonic + std::min<nanoseconds>(left, std::chrono::hours(24 * 365));
}

}  // namespace docket::rpc
