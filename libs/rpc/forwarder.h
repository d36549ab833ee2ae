#pragma once

// Hands unary calls on to the instance that owns what they are about, once: who gets a call that
// was handed on answers it, whatever that answer is. Deadline, cancelling and the caller's metadata
// go along, so the other instance sees who calls as this one did.
//
// Threads: any.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

namespace docket::rpc {

// The address at which another instance takes calls about `place` ("docket.ticket.events.v1/3");
// none if nobody else is known to own it. Any thread; does not wait.
using FindOwner = std::function<std::optional<std::string>(const std::string& place)>;

class Forwarder {
 public:
  explicit Forwarder(FindOwner find_owner) : find_owner_(std::move(find_owner)) {}

  // Whether the call of `context` about `place` is handed on; then `done` is called once with how
  // it ended, and `response` is the answer. `request`, `response` and `context` live until then.
  bool Forward(const std::string& place, const std::string& path,
               const grpc::CallbackServerContext& context, const grpc::ByteBuffer& request,
               grpc::ByteBuffer& response, std::function<void(const grpc::Status&)> done);

 private:
  std::shared_ptr<grpc::GenericStub> StubOf(const std::string& address);

  const FindOwner find_owner_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<grpc::GenericStub>> stubs_;  // By address.
};

}  // namespace docket::rpc
