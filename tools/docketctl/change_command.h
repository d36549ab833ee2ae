#pragma once

// A command of docketctl that changes a ticket, made from the RPC that does it: every one takes the
// ticket, --request-id, --expected-version and --validate-only, and prints the receipt.
//
//   AddChange(ticket, session, "close", "Make a solved ticket final", &Stub::CloseTicket);

#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "docket/ticket/v1/ticket_service.grpc.pb.h"
#include "tools/docketctl/options.h"
#include "tools/docketctl/receipt.h"
#include "tools/docketctl/session.h"

namespace docket::docketctl {

using TicketStub = ticket::v1::TicketService::Stub;

template <typename Request, typename Response>
using TicketRpc = grpc::Status (TicketStub::*)(grpc::ClientContext*, const Request&, Response*);

// Calls `rpc` and prints its receipt, or keeps why there is none.
template <typename Request, typename Response>
void RunChange(Session& session, TicketRpc<Request, Response> rpc, Request& request) {
  const bool drawn = request.request_id().empty();
  request.set_request_id(RequestIdOr(request.request_id()));
  Response response;
  const auto stub = ticket::v1::TicketService::NewStub(session.channel());
  const grpc::Status status = session.Ask(
      [&](grpc::ClientContext& context) { return ((*stub).*rpc)(&context, request, &response); });
  session.Finish(status);
  if (status.ok()) return PrintReceipt(session, response.receipt());
  if (drawn) std::cerr << "docketctl: the request_id was " << request.request_id() << '\n';
}

// The options that every change has.
template <typename Request>
void AddCallOptions(CLI::App& command, Request& request) {
  command
      .add_option("--request-id", *request.mutable_request_id(),
                  "names the request; drawn if absent. Give it again to repeat a call safely")
      ->check(&CheckNotEmpty);
  command.add_flag_callback(
      "--validate-only", [&request] { request.set_validate_only(true); },
      "only judge, change nothing");
}

// Adds the command `name` to `ticket`. `options` adds what is the command's own, given the command
// and its request, which lives as long as the command.
template <typename Request, typename Response, typename Options>
void AddChange(CLI::App& ticket, Session& session, const std::string& name, const std::string& help,
               TicketRpc<Request, Response> rpc, const Options& options) {
  CLI::App& command = *ticket.add_subcommand(name, help);
  const auto request = std::make_shared<Request>();
  command.add_option("ticket", *request->mutable_ticket_id(), "its id, TK-...")->required();
  options(command, *request);
  AddCallOptions(command, *request);
  command
      .add_option_function<uint64_t>(
          "--expected-version",
          [request](uint64_t version) { request->set_expected_version(version); },
          "the version that you have seen; refused if there is another")
      ->check(&CheckWholeNumber);
  command.callback([&session, rpc, request] { RunChange(session, rpc, *request); });
}

// Likewise for a command without options of its own.
template <typename Request, typename Response>
void AddChange(CLI::App& ticket, Session& session, const std::string& name, const std::string& help,
               TicketRpc<Request, Response> rpc) {
  AddChange(ticket, session, name, help, rpc, [](CLI::App&, Request&) {});
}

}  // namespace docket::docketctl
