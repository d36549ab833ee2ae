#pragma once

// The one door of an RPC: what is checked before its handler runs, and how its outcome leaves.
// Between gRPC and the handlers; nobody outside libs/rpc includes it.

#include <chrono>
#include <string>
#include <string_view>

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>
#include <grpcpp/support/status.h>

#include "libs/base/status.h"
#include "libs/base/time.h"
#include "libs/rpc/access.h"
#include "libs/rpc/server.h"

namespace docket::rpc {

// All metadata of a call, names and values added up.
inline constexpr size_t kMetadataBytesMax = 8 * 1024;
// The longest a unary call may wait.
inline constexpr std::chrono::seconds kDeadlineMax{30};

class Door {
 public:
  // `method` is of the service named `service`. What `options` names outlives the door.
  Door(std::string_view service, Method method, Access access, const ServerOptions& options);

  // "/docket.ticket.v1.TicketService/OpenTicket", as long as the door.
  const std::string& path() const { return path_; }
  const Method& method() const { return method_; }
  // Null if nothing is handed on.
  Forwarder* forwarder() const { return forwarder_; }

  // Lets a call in or says why not.
  absl::StatusOr<Call> Admit(const grpc::ServerContextBase& context, Instant now) const;

  // The bytes of `request`, held by `holder`, if they may be parsed.
  absl::StatusOr<std::string_view> Check(const grpc::ByteBuffer& request,
                                         grpc::Slice& holder) const;

  // What the caller is told of a call that began at `begun` and ends with `status`; tells the
  // observer too. Our own faults are logged in full, and told as a reference to the log.
  grpc::Status Leave(const absl::Status& status, grpc::ServerContextBase& context,
                     std::chrono::nanoseconds begun) const;
  // Tells the observer of a call that another instance has answered.
  void LeaveForwarded(const grpc::Status& status, std::chrono::nanoseconds begun) const;

 private:
  void Observe(const absl::Status& status, absl::StatusCode code,
               std::chrono::nanoseconds took) const;

  const std::string path_;
  const Method method_;
  const Access access_;
  const WireScanner scanner_;
  const Authenticator& authenticator_;
  CallObserver* const observer_;
  Forwarder* const forwarder_;
};

// `deadline` of a call on the monotonic clock of `now`. INVALID_ARGUMENT if `required` and it is
// absent or further away than kDeadlineMax.
absl::StatusOr<std::chrono::nanoseconds> MonotonicDeadline(
    std::chrono::system_clock::time_point deadline, Instant now, bool required);

}  // namespace docket::rpc
