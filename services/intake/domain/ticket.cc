#include "services/intake/domain/ticket.h"

#include <utility>

#include "services/intake/domain/ticket_access.h"
#include "services/intake/domain/ticket_judgement.h"
#include "services/intake/domain/ticket_lifecycle.h"
#include "services/intake/domain/ticket_open.h"
#include "services/intake/domain/ticket_place.h"

namespace docket::intake {
namespace {

absl::Status Run(const Ticket::Command& command, Draft& draft) {
  using Command = Ticket::Command;
  switch (command.kind_case()) {
    case Command::kOpen: return Open(command.open(), draft);
    case Command::kClassify: return Classify(command.classify(), draft);
    case Command::kPrioritise: return Prioritise(command.prioritise(), draft);
    case Command::kQueue: return Queue(command.queue(), draft);
    case Command::kAssign: return Assign(command.assign(), draft);
    case Command::kWait: return Wait(command.wait(), draft);
    case Command::kHold: return Hold(command.hold(), draft);
    case Command::kResume: return Resume(draft);
    case Command::kSolve: return Solve(command.solve(), draft);
    case Command::kReopen: return Reopen(draft);
    case Command::kClose: return Close(draft);
    case Command::KIND_NOT_SET: break;
  }
  return InvalidArgument("a ticket command without a kind");
}

// Whether a live command is the first on a ticket of recorded history.
bool IsAdoption(const TicketState& state, const eventing::DecisionContext& context) {
  return context.recorded == nullptr && state.recorded() && !state.adopted();
}

Ticket::Event Adopted() {
  Ticket::Event event;
  event.mutable_adopted();
  return event;
}

}  // namespace

TicketState Ticket::Evolve(State state, const eventing::CommitHeader& header, const Event& event) {
  switch (event.kind_case()) {
    case Event::kOpened: Apply(event.opened(), header, state); break;
    case Event::kAdopted: Apply(event.adopted(), state); break;
    case Event::kClassified: Apply(event.classified(), state); break;
    case Event::kPrioritised: Apply(event.prioritised(), state); break;
    case Event::kQueued: Apply(event.queued(), state); break;
    case Event::kAssigned: Apply(event.assigned(), header, state); break;
    case Event::kUnassigned: Apply(event.unassigned(), header, state); break;
    case Event::kWaiting: Apply(event.waiting(), header, state); break;
    case Event::kHeld: Apply(event.held(), header, state); break;
    case Event::kResumed: Apply(event.resumed(), header, state); break;
    case Event::kSolved: Apply(event.solved(), header, state); break;
    case Event::kReopened: Apply(event.reopened(), header, state); break;
    case Event::kClosed: Apply(event.closed(), header, state); break;
    case Event::KIND_NOT_SET: break;  // Halts the partition before the fold.
  }
  return state;
}

absl::StatusOr<eventing::Decision<Ticket::Event>> Ticket::Decide(
    const State& state, const Command& command, const eventing::DecisionContext& context) {
  DOCKET_RETURN_IF_ERROR(CheckAccess(state, command, context));
  Draft draft(state, context);
  DOCKET_RETURN_IF_ERROR(Run(command, draft));
  std::vector<Event> events = draft.TakeEvents();
  // First, so that who reads the events in order knows that the others concern somebody.
  if (!events.empty() && IsAdoption(state, context)) events.insert(events.begin(), Adopted());
  return eventing::Decision<Event>{.events = std::move(events)};
}

}  // namespace docket::intake
