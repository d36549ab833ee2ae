#include "tools/docketctl/pool_commands.h"

#include <chrono>
#include <iostream>
#include <memory>
#include <string>

#include "docket/routing/v1/routing_service.grpc.pb.h"
#include "libs/runtime/stop_signals.h"
#include "tools/docketctl/options.h"
#include "tools/docketctl/pool_render.h"

namespace docket::docketctl {
namespace {

namespace v1 = routing::v1;
using Stub = v1::RoutingService::Stub;

// How often who stays says so; after three times as long without a word they count as offline.
constexpr std::chrono::seconds kSaySoEvery{20};

template <typename Request, typename Response>
using Rpc = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

// Calls `rpc`; false, and kept why, if it failed.
template <typename Request, typename Response>
bool Ask(Session& session, Rpc<Request, Response> rpc, const Request& request, Response& response) {
  const auto stub = v1::RoutingService::NewStub(session.channel());
  const grpc::Status status = session.Ask(
      [&](grpc::ClientContext& context) { return ((*stub).*rpc)(&context, request, &response); });
  session.Finish(status);
  return status.ok();
}

template <typename Request, typename Response>
bool Change(Session& session, Rpc<Request, Response> rpc, Request request, bool silent = false) {
  const bool drawn = request.request_id().empty();
  request.set_request_id(RequestIdOr(request.request_id()));
  Response response;
  if (!Ask(session, rpc, request, response)) {
    if (drawn) std::cerr << "docketctl: the request_id was " << request.request_id() << '\n';
    return false;
  }
  if (silent) return true;
  std::cout << (session.output() == Output::kJson ? ToJson(response.receipt())
                                                  : PoolReceiptText(response.receipt()))
            << std::flush;
  return true;
}

// Adds the command `name` that `rpc` does. `options` adds what is its own.
template <typename Request, typename Response, typename Options>
void AddChange(CLI::App& app, Session& session, const std::string& name, const std::string& help,
               Rpc<Request, Response> rpc, const Options& options) {
  CLI::App& command = *app.add_subcommand(name, help);
  const auto request = std::make_shared<Request>();
  options(command, *request);
  command
      .add_option("--request-id", *request->mutable_request_id(),
                  "names the request; drawn if absent. Give it again to repeat a call safely")
      ->check(&CheckNotEmpty);
  command.callback([&session, rpc, request] { Change(session, rpc, *request); });
}

// The argument that says which ticket.
template <typename Request>
void AddTicket(CLI::App& command, Request& request) {
  command.add_option("ticket", *request.mutable_ticket_id(), "its id, TK-...")->required();
}

struct PresenceOptions {
  v1::SetPresenceRequest request;
  bool stay = false;
};

// Says so again and again until a signal, then that they go.
void Stay(Session& session, v1::SetPresenceRequest request) {
  runtime::StopSignals signals;
  if (!Change(session, &Stub::SetPresence, request)) return;
  std::cerr << "docketctl: says so every 20 seconds; interrupt it to go\n";
  while (!signals.WaitFor(kSaySoEvery)) {
    // Told at the end if one failed: the next may be heard, and a minute is long.
    Change(session, &Stub::SetPresence, request, /*silent=*/true);
  }
  request.set_presence(v1::PRESENCE_OFFLINE);
  Change(session, &Stub::SetPresence, request);
}

void AddPresence(CLI::App& app, Session& session) {
  CLI::App& command = *app.add_subcommand(
      "presence", "Say that an agent is there or not; who is silent for a minute is offline");
  const auto options = std::make_shared<PresenceOptions>();
  AddEnumOption<v1::Presence>(
      command, "presence",
      [options](v1::Presence presence) { options->request.set_presence(presence); },
      "how they stand from now on")
      ->required();
  command
      .add_option("--agent", *options->request.mutable_agent_id(),
                  "who (the caller); supervisors may name others")
      ->check(&CheckNotEmpty);
  command.add_flag("--stay", options->stay, "say so again until interrupted, then go offline");
  command.callback([&session, options] {
    if (options->stay) return Stay(session, options->request);
    Change(session, &Stub::SetPresence, options->request);
  });
}

void AddPoolOption(CLI::App& command, std::string& pool_id) {
  command.add_option("pool", pool_id, "its name (the caller's pool)")->check(&CheckNotEmpty);
}

void AddShow(CLI::App& app, Session& session) {
  CLI::App& command = *app.add_subcommand("pool", "Show who works in a pool and what they carry");
  const auto request = std::make_shared<v1::GetPoolRequest>();
  AddPoolOption(command, *request->mutable_pool_id());
  command.callback([&session, request] {
    v1::GetPoolResponse response;
    if (!Ask(session, &Stub::GetPool, *request, response)) return;
    std::cout << (session.output() == Output::kJson ? ToJson(response) : PoolText(response.pool()));
  });
}

// Page after page.
void PrintEntries(Session& session, v1::ListEntriesRequest request) {
  Table table(EntryNames());
  v1::ListEntriesResponse all;
  do {
    v1::ListEntriesResponse page;
    if (!Ask(session, &Stub::ListEntries, request, page)) return;
    for (v1::Entry& entry : *page.mutable_entries()) {
      table.Add(EntryRow(entry));
      *all.add_entries() = std::move(entry);
    }
    request.set_page_token(page.next_page_token());
    all.set_token(page.token());
  } while (!request.page_token().empty());
  std::cout << (session.output() == Output::kJson ? ToJson(all) : table.Take());
}

void AddQueue(CLI::App& app, Session& session) {
  CLI::App& command =
      *app.add_subcommand("queue", "List what waits in a pool, in order, then what is assigned");
  const auto request = std::make_shared<v1::ListEntriesRequest>();
  AddPoolOption(command, *request->mutable_pool_id());
  command.add_option("--team", *request->mutable_team_id(), "only of this team")
      ->check(&CheckNotEmpty);
  command.add_option("--agent", *request->mutable_agent_id(), "only what this agent has")
      ->check(&CheckNotEmpty);
  command.callback([&session, request] { PrintEntries(session, *request); });
}

void AddExplain(CLI::App& app, Session& session) {
  CLI::App& command =
      *app.add_subcommand("explain", "Say why a ticket waits, or why its agent has it");
  const auto request = std::make_shared<v1::ExplainEntryRequest>();
  AddTicket(command, *request);
  command
      .add_option("--pool", *request->mutable_pool_id(),
                  "where it waits or is assigned (the caller's pool)")
      ->check(&CheckNotEmpty);
  command.callback([&session, request] {
    v1::ExplainEntryResponse response;
    if (!Ask(session, &Stub::ExplainEntry, *request, response)) return;
    std::cout << (session.output() == Output::kJson ? ToJson(response) : ExplanationText(response));
  });
}

void AddClaim(CLI::App& app, Session& session) {
  CLI::App& command = *app.add_subcommand("claim", "Take a waiting ticket, or the next one");
  struct Options {
    std::string ticket_id;
    std::string request_id;
  };
  const auto options = std::make_shared<Options>();
  command.add_option("ticket", options->ticket_id, "its id, TK-... (the next one for the caller)")
      ->check(&CheckNotEmpty);
  command
      .add_option("--request-id", options->request_id,
                  "names the request; drawn if absent. Give it again to repeat a call safely")
      ->check(&CheckNotEmpty);
  command.callback([&session, options] {
    if (options->ticket_id.empty()) {
      v1::ClaimNextTicketRequest next;
      next.set_request_id(options->request_id);
      Change(session, &Stub::ClaimNextTicket, next);
      return;
    }
    v1::ClaimTicketRequest claim;
    claim.set_ticket_id(options->ticket_id);
    claim.set_request_id(options->request_id);
    Change(session, &Stub::ClaimTicket, claim);
  });
}

void AddMoves(CLI::App& app, Session& session) {
  AddChange(app, session, "accept", "Say that you take a ticket which you were given",
            &Stub::AcceptTicket, [](CLI::App& command, v1::AcceptTicketRequest& request) {
              AddTicket(command, request);
            });
  AddChange(app, session, "return", "Give a ticket back: it waits again, for others",
            &Stub::ReturnTicket, [](CLI::App& command, v1::ReturnTicketRequest& request) {
              AddTicket(command, request);
              command.add_option("--reason", *request.mutable_reason(), "why")->required();
            });
  AddChange(app, session, "hand-over", "Give your ticket to a colleague", &Stub::HandOverTicket,
            [](CLI::App& command, v1::HandOverTicketRequest& request) {
              AddTicket(command, request);
              command.add_option("--to", *request.mutable_to_agent_id(), "to whom")->required();
            });
  AddChange(app, session, "assign", "Give a ticket to an agent, whatever they carry",
            &Stub::AssignTicket, [](CLI::App& command, v1::AssignTicketRequest& request) {
              AddTicket(command, request);
              command.add_option("--to", *request.mutable_to_agent_id(), "to whom")->required();
            });
}

}  // namespace

void AddPoolCommands(CLI::App& app, Session& session) {
  AddPresence(app, session);
  AddShow(app, session);
  AddQueue(app, session);
  AddExplain(app, session);
  AddClaim(app, session);
  AddMoves(app, session);
}

}  // namespace docket::docketctl
