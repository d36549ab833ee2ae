#pragma once

// A customer's ticket, from opening to closing (semantics.md 2). The sources beside this one are
// split by subject: each header names the commands that it decides and the facts that it folds.

#include <optional>
#include <string_view>

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/slot.h"
#include "libs/eventing/decision.h"
#include "services/intake/domain/ticket_state.pb.h"

namespace docket::intake {

struct Ticket {
  static constexpr std::string_view kName = "ticket";  // Names the topics; their key is the id.
  using Event = ticket::v1::TicketEvent;
  using Commit = ticket::v1::TicketCommit;
  using Command = ticket::v1::TicketCommand;
  using CommandRecord = ticket::v1::TicketCommandRecord;

  // What decisions, answers and lists have to know. A fresh State is no ticket.
  using State = TicketState;

  // Where the ticket `id` lives; none if that is no ticket's id in the one
  // spelling that a log has.
  static std::optional<Slot> SlotOf(std::string_view id);

  // The state after `event`, which stands in the accepted commit of `header`: total, cannot fail.
  static State Evolve(State state, const eventing::CommitHeader& header, const Event& event);

  // The events that `command` causes, none if what it asks is already so; or a redirect, when the
  // customer speaks on a closed ticket. A refusal carries a TicketRejection, or is INVALID_ARGUMENT
  // for a command without a kind. Pure, hence safe from any thread.
  static absl::StatusOr<eventing::Decision<Event>> Decide(const State& state,
                                                          const Command& command,
                                                          const eventing::DecisionContext& context);

  // Whether a machine's `command` is too dear to be dropped when it is refused: an opening, behind
  // which a customer waits.
  static bool KeepsRefused(const Command& command) { return command.has_open(); }
};

static_assert(eventing::Decider<Ticket>);

}  // namespace docket::intake
