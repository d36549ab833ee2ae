#pragma once

// The one table of reasons and codes, between absl::Status inside and grpc::Status outside.
//
// A rejection goes out as google.rpc.ErrorInfo {reason, domain "docket", metadata = its details}
// under the code of its reason, FAILED_PRECONDITION by default; a failure keeps its code. What may
// be retried carries google.rpc.RetryInfo: UNAVAILABLE at once and with the same request_id,
// RESOURCE_EXHAUSTED not before the delay. Everything else fails again if sent again.

#include <optional>
#include <string_view>

#include <grpcpp/support/status.h>

#include "libs/base/status.h"
#include "libs/base/time.h"

namespace docket::rpc {

// The trailing metadata in which clients of gRPC look for the milliseconds until they may come
// back.
inline constexpr char kPushback[] = "grpc-retry-pushback-ms";

// Under which code callers see a rejection with `reason`.
absl::StatusCode CodeOf(std::string_view reason);

// How long the caller of what ended with `status` should wait before it asks again; none if asking
// again is of no use. A rejection's detail "retry_at" (RFC 3339) is told as the time left at `now`.
std::optional<std::chrono::milliseconds> RetryDelay(const absl::Status& status, Time now);

// Under which code callers see `status`.
absl::StatusCode OuterCode(const absl::Status& status);

// `status` as callers may read it: a fault of ours (INTERNAL, DATA_LOSS, UNKNOWN) may quote keys,
// paths and other people's data, so it is logged with `where` and only its reference goes out.
absl::Status Concealed(const absl::Status& status, std::string_view where, Time now);

// What goes out for `status` at `now`. Bytes that are not UTF-8 are replaced, and texts cut, so
// that every client can read the details.
grpc::Status ToGrpc(const absl::Status& status, Time now);

// What came in: a rejection again (RejectionOf finds it), or a failure with the code and message.
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace docket::rpc
