#pragma once

// A command of docketctl that asks a pool to change something, made from the RPC that does it.

#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "docket/routing/v1/routing_service.grpc.pb.h"
#include "tools/docketctl/options.h"
#include "tools/docketctl/routing/pool_render.h"
#include "tools/docketctl/session.h"

namespace docket::docketctl {

using RoutingStub = routing::v1::RoutingService::Stub;

template <typename Request, typename Response>
using RoutingRpc = grpc::Status (RoutingStub::*)(grpc::ClientContext*, const Request&, Response*);

// Calls `rpc`, again while the server is unavailable.
template <typename Request, typename Response>
grpc::Status AskPool(Session& session, RoutingRpc<Request, Response> rpc, const Request& request,
                     Response& response) {
  const auto stub = routing::v1::RoutingService::NewStub(session.channel());
  return session.Ask(
      [&](grpc::ClientContext& context) { return ((*stub).*rpc)(&context, request, &response); });
}

// Likewise, with a request_id drawn unless there is one, and prints the receipt, or keeps why there
// is none.
template <typename Request, typename Response>
void RunPoolChange(Session& session, RoutingRpc<Request, Response> rpc, Request request) {
  const bool drawn = request.request_id().empty();
  request.set_request_id(RequestIdOr(request.request_id()));
  Response response;
  const grpc::Status status = AskPool(session, rpc, request, response);
  session.Finish(status);
  if (status.ok()) {
    std::cout << PoolReceiptText(response.receipt(), session.output());
  } else if (drawn) {
    std::cerr << "docketctl: the request_id was " << request.request_id() << '\n';
  }
}

// The option --request-id, which every change has.
template <typename Request>
CLI::Option* AddRequestId(CLI::App& command, Request& request) {
  return command
      .add_option("--request-id", *request.mutable_request_id(),
                  "names the request; drawn if absent. Give it again to repeat a call safely")
      ->check(&CheckNotEmpty);
}

}  // namespace docket::docketctl
