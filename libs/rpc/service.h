#pragma once

// A gRPC service of ours: its name and a typed handler for each RPC of its descriptor.
//
//   Service service("docket.ticket.v1.TicketService");
//   service.Unary<OpenTicketRequest, OpenTicketResponse>(
//       "OpenTicket", [&](Call call, OpenTicketRequest request, Reply<OpenTicketResponse> reply) {
//         mailbox.Push(..., std::move(reply));
//       });
//
// A handler runs on gRPC's own few threads: it looks at the request, hands it on and returns; it
// neither waits nor scans. Before it runs the server has checked metadata, caller, access, deadline
// and what the request costs (server.h), so every RPC has the one door.

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <google/protobuf/message.h>

#include "libs/base/status.h"
#include "libs/rpc/caller.h"
#include "libs/rpc/reply.h"
#include "libs/rpc/wire_limits.h"

namespace docket::rpc {

template <typename Request, typename Response>
using UnaryHandler = std::function<void(Call, Request, Reply<Response>)>;

// A handler in terms of bytes, and what must be known to call it.
using UnaryBytesHandler = std::function<void(Call, std::string_view request, BytesReply)>;
struct Method {
  std::string name;
  const google::protobuf::Descriptor* request = nullptr;
  const google::protobuf::Descriptor* response = nullptr;
  WireLimits limits;
  UnaryBytesHandler handler;
};

// Fills `message` from `bytes`, which a scan has passed.
absl::Status ParseMessage(std::string_view bytes, google::protobuf::Message& message);

// The bytes of the answer, or its status.
template <typename Response>
absl::StatusOr<std::string> Serialise(const absl::StatusOr<Response>& answer) {
  if (!answer.ok()) return answer.status();
  return answer->SerializeAsString();
}

class Service {
 public:
  // `full_name` is the service's name with its package.
  explicit Service(std::string_view full_name) : name_(full_name) {}

  // Handles the unary RPC `method`. Its requests may cost up to `limits`.
  template <typename Request, typename Response>
  void Unary(std::string_view method, UnaryHandler<Request, Response> handler,
             const WireLimits& limits = {});

  const std::string& name() const { return name_; }
  const std::vector<Method>& methods() const { return methods_; }

 private:
  std::string name_;
  std::vector<Method> methods_;
};

template <typename Request, typename Response>
void Service::Unary(std::string_view method, UnaryHandler<Request, Response> handler,
                    const WireLimits& limits) {
  auto handle = [handler = std::move(handler)](Call call, std::string_view bytes,
                                               BytesReply reply) {
    Request request;
    absl::Status parsed = ParseMessage(bytes, request);
    if (!parsed.ok()) return reply(std::move(parsed));
    handler(
        std::move(call), std::move(request),
        [reply = std::move(reply)](absl::StatusOr<Response> answer) { reply(Serialise(answer)); });
  };
  methods_.push_back({.name = std::string(method),
                      .request = Request::descriptor(),
                      .response = Response::descriptor(),
                      .limits = limits,
                      .handler = std::move(handle)});
}

}  // namespace docket::rpc
