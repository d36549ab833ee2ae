#include "tools/docketctl/routing/pool_changes.h"

#include <memory>
#include <string>

#include "tools/docketctl/routing/pool_change.h"

namespace docket::docketctl {
namespace {

namespace v1 = routing::v1;

// Adds the command `name`, which takes a ticket. `options` adds what is the command's own, given
// the command and its request, which lives as long as the command.
template <typename Request, typename Response, typename Options>
void AddPoolChange(CLI::App& app, Session& session, const std::string& name,
                   const std::string& help, RoutingRpc<Request, Response> rpc,
                   const Options& options) {
  CLI::App& command = *app.add_subcommand(name, help);
  const auto request = std::make_shared<Request>();
  command.add_option("ticket", *request->mutable_ticket_id(), "its id, TK-...")->required();
  options(command, *request);
  AddRequestId(command, *request);
  command.callback([&session, rpc, request] { RunPoolChange(session, rpc, *request); });
}

// Two RPCs: which, depends on whether a ticket is given.
void AddClaim(CLI::App& app, Session& session) {
  CLI::App& claim = *app.add_subcommand(
      "claim", "Take a waiting ticket: this one, or the first for which you qualify");
  const auto request = std::make_shared<v1::ClaimTicketRequest>();
  CLI::Option* ticket =
      claim.add_option("ticket", *request->mutable_ticket_id(), "its id, TK-... (the first)")
          ->check(&CheckNotEmpty);
  AddRequestId(claim, *request);
  claim.callback([&session, request, ticket] {
    if (ticket->count() > 0) return RunPoolChange(session, &RoutingStub::ClaimTicket, *request);
    v1::ClaimNextTicketRequest next;
    next.set_request_id(request->request_id());
    RunPoolChange(session, &RoutingStub::ClaimNextTicket, next);
  });
}

void AddTo(CLI::App& command, std::string& agent_id, const std::string& help) {
  command.add_option("--to", agent_id, help)->check(&CheckNotEmpty)->required();
}

}  // namespace

void AddPoolChanges(CLI::App& app, Session& session) {
  AddClaim(app, session);
  AddPoolChange(app, session, "accept", "Take on a ticket that you were given",
                &RoutingStub::AcceptTicket, [](CLI::App&, v1::AcceptTicketRequest&) {});
  AddPoolChange(app, session, "return", "Give a ticket back: it waits again, for others",
                &RoutingStub::ReturnTicket,
                [](CLI::App& command, v1::ReturnTicketRequest& request) {
                  command.add_option("--reason", *request.mutable_reason(), "why")
                      ->check(&CheckNotEmpty)
                      ->required();
                });
  AddPoolChange(app, session, "hand-over", "Give your own ticket to a colleague",
                &RoutingStub::HandOverTicket,
                [](CLI::App& command, v1::HandOverTicketRequest& request) {
                  AddTo(command, *request.mutable_to_agent_id(), "the colleague");
                });
  AddPoolChange(app, session, "assign",
                "Give a ticket to an agent, whatever they carry already. For supervisors",
                &RoutingStub::AssignTicket,
                [](CLI::App& command, v1::AssignTicketRequest& request) {
                  AddTo(command, *request.mutable_to_agent_id(), "the agent");
                });
}

}  // namespace docket::docketctl
