#pragma once

// Hands calls on to the instance that owns what they are about, once: who gets a call that was
// handed on answers it, whatever that answer is. Deadline, cancelling and the caller's docket-*
// metadata go along, so the other instance sees who calls as this one did. Single requests of an
// exchange go the same way, by relay.h. An owner that falls silent is given up after 17 s.
//
// Threads: any.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include "libs/base/status.h"

namespace docket::rpc {

// The address at which another instance takes calls about `place` ("docket.ticket.events.v1/3");
// none if nobody else is known to own it. Any thread; does not wait.
using FindOwner = std::function<std::optional<std::string>(const std::string& place)>;

// Another instance.
struct Owner {
  std::string address;
  std::shared_ptr<grpc::GenericStub> stub;
};

class Forwarder {
 public:
  explicit Forwarder(FindOwner find_owner) : find_owner_(std::move(find_owner)) {}

  // Who has to be asked about `place` by the call of `context`; none if nobody is known, or if the
  // call was handed on to here.
  std::optional<Owner> OwnerOf(const std::string& place,
                               const grpc::CallbackServerContext& context);

  // What the call of `context` is handed on with. Ends with it: gRPC cancels it when that call is
  // over, however it ended.
  static std::unique_ptr<grpc::ClientContext> Onward(const grpc::CallbackServerContext& context);

  // Whether the call of `context` about `place` is handed on; then `done` is called once with how
  // it ended, and `response` is the answer. `request`, `response` and `context` live until then.
  bool Forward(const std::string& place, const std::string& path,
               grpc::CallbackServerContext& context, const grpc::ByteBuffer& request,
               grpc::ByteBuffer& response, std::function<void(const grpc::Status&)> done);

 private:
  std::shared_ptr<grpc::GenericStub> StubOf(const std::string& address);

  const FindOwner find_owner_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<grpc::GenericStub>> stubs_;  // By address.
};

// Whether `status`, with which ended what the call of `context` was handed on by, tells that the
// other instance is gone, and is no answer of its: its own UNAVAILABLE says when to come back.
bool IsOfConnection(const grpc::Status& status, const grpc::CallbackServerContext& context);

// UNAVAILABLE, for who asked about `place` when the connection to its owner failed.
absl::Status OwnerUnreachable(std::string_view place);

}  // namespace docket::rpc
