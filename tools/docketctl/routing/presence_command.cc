#include "tools/docketctl/routing/presence_command.h"

#include <iostream>
#include <memory>
#include <string>

#include "libs/rpc/errors.h"
#include "libs/runtime/stop_signals.h"
#include "tools/docketctl/routing/pool_change.h"
#include "tools/docketctl/routing/presence_keeping.h"

namespace docket::docketctl {
namespace {

namespace v1 = routing::v1;

struct PresenceOptions {
  v1::SetPresenceRequest request;
  bool stay = false;
};

// Each time is a request of its own: one with an earlier id would only be answered. Prints the
// first receipt, the last, and each that brings a ticket.
absl::Status Say(Session& session, v1::SetPresenceRequest& request, bool& said,
                 v1::Presence presence) {
  const bool changed = !said || presence != request.presence();
  request.set_presence(presence);
  request.set_request_id(RequestIdOr(""));
  v1::SetPresenceResponse response;
  DOCKET_RETURN_IF_ERROR(
      rpc::FromGrpc(AskPool(session, &RoutingStub::SetPresence, request, response)));
  said = true;
  const v1::PoolReceipt& receipt = response.receipt();
  if (!changed && receipt.ticket_ids().empty()) return absl::OkStatus();
  const bool json = session.output() == Output::kJson;
  std::cout << (json ? ToJsonLine(receipt) : PoolReceiptText(receipt, Output::kTable))
            << std::flush;
  return absl::OkStatus();
}

void RunStay(Session& session, v1::SetPresenceRequest request) {
  runtime::StopSignals signals;  // Before the channel starts threads, which must not take them.
  bool said = false;
  session.Finish(KeepPresence(
      request.presence(),
      {.say = [&](v1::Presence presence) { return Say(session, request, said, presence); },
       .wait = [&](std::chrono::milliseconds time) { return signals.WaitFor(time); },
       .on_unsaid =
           [](const absl::Status& status) {
             std::cerr << "docketctl: " << Message(status) << "; going on\n";
           }}));
}

}  // namespace

void AddPresenceCommand(CLI::App& app, Session& session) {
  CLI::App& command = *app.add_subcommand(
      "presence",
      "Say whether an agent takes tickets. Who is silent for 60 seconds counts as offline");
  const auto options = std::make_shared<PresenceOptions>();
  AddEnumOption<v1::Presence>(
      command, "presence",
      [options](v1::Presence presence) { options->request.set_presence(presence); },
      "from now on: who is busy or away keeps what they have and gets nothing more")
      ->required();
  command
      .add_option("--agent", *options->request.mutable_agent_id(),
                  "who (the caller); supervisors may name another")
      ->check(&CheckNotEmpty);
  CLI::Option* stay = command.add_flag(
      "--stay", options->stay, "say so every 20 seconds, until Ctrl-C ends it with offline");
  AddRequestId(command, options->request)->excludes(stay);
  command.parse_complete_callback([options] {
    if (options->stay && options->request.presence() == v1::PRESENCE_OFFLINE) {
      throw CLI::ValidationError("--stay", "is for who is there, and not for offline");
    }
  });
  command.callback([&session, options] {
    if (options->stay) return RunStay(session, options->request);
    RunPoolChange(session, &RoutingStub::SetPresence, options->request);
  });
}

}  // namespace docket::docketctl
