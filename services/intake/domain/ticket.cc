#include "services/intake/domain/ticket.h"

#include <utility>

#include "libs/base/id.h"
#include "libs/base/proto_time.h"
#include "libs/ticket/ticket_clocks.h"
#include "services/intake/domain/ticket_access.h"
#include "services/intake/domain/ticket_clocks.h"
#include "services/intake/domain/ticket_comment.h"
#include "services/intake/domain/ticket_fields.h"
#include "services/intake/domain/ticket_followers.h"
#include "services/intake/domain/ticket_judgement.h"
#include "services/intake/domain/ticket_lapse.h"
#include "services/intake/domain/ticket_lifecycle.h"
#include "services/intake/domain/ticket_open.h"
#include "services/intake/domain/ticket_place.h"
#include "services/intake/domain/ticket_triage.h"
#include "services/intake/domain/ticket_voice.h"

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
    case Command::kComment: return Comment(command.comment(), draft);
    case Command::kRedact: return Redact(command.redact(), draft);
    case Command::kSetFields: return SetFields(command.set_fields(), draft);
    case Command::kTag: return Tag(command.tag(), draft);
    case Command::kFollow: return Follow(command.follow(), draft);
    case Command::kUnfollow: return Unfollow(command.unfollow(), draft);
    case Command::kUrge: return Urge(draft);
    case Command::kRate: return Rate(command.rate(), draft);
    case Command::kWithdraw: return Withdraw(draft);
    case Command::kTriage: return Triage(command.triage(), draft);
    case Command::kUnassign: return Unassign(command.unassign(), draft);
    case Command::kLapse: return Lapse(command.lapse(), draft);
    case Command::kTransfer: return Transfer(command.transfer(), draft);
    case Command::kFire: return Fire(command.fire(), draft);
    case Command::kApplyPolicy: return absl::OkStatus();  // The clocks see to it.
    case Command::KIND_NOT_SET: break;
  }
  return InvalidArgument("a ticket command without a kind");
}

// Whether a live command is the first on a ticket of recorded history. That a promise was broken in
// it, or that it has another, is no more than that history's own time tells.
bool IsAdoption(const TicketState& state, const Ticket::Command& command,
                const eventing::DecisionContext& context) {
  if (command.has_fire() || command.has_apply_policy()) return false;
  return context.recorded == nullptr && state.recorded() && !state.adopted();
}

Ticket::Event Adopted() {
  Ticket::Event event;
  event.mutable_adopted();
  return event;
}

}  // namespace

std::optional<Slot> Ticket::SlotOf(std::string_view id) {
  const std::optional<TicketId> parsed = TicketId::Parse(id);
  if (!parsed.has_value() || parsed->text() != id) return std::nullopt;
  return parsed->slot();
}

TicketState Ticket::Evolve(State state, const eventing::CommitHeader& header, const Event& event) {
  switch (event.kind_case()) {
    case Event::kOpened: Apply(event.opened(), header, state); break;
    case Event::kAdopted: Apply(event.adopted(), state); break;
    case Event::kClassified: Apply(event.classified(), header, state); break;
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
    case Event::kCommented: Apply(event.commented(), header, state); break;
    case Event::kCommentRedacted: Apply(event.comment_redacted(), state); break;
    case Event::kFieldsChanged: Apply(event.fields_changed(), state); break;
    case Event::kTagged: Apply(event.tagged(), state); break;
    case Event::kFollowersChanged: Apply(event.followers_changed(), state); break;
    case Event::kUrged: Apply(event.urged(), header, state); break;
    case Event::kRated: Apply(event.rated(), state); break;
    case Event::kTriaged: Apply(event.triaged(), state); break;
    case Event::kReminded: Apply(event.reminded(), state); break;
    case Event::kTransferred: Apply(event.transferred(), header, state); break;
    case Event::kEscalationRaised: Apply(event.escalation_raised(), state); break;
    case Event::kPolicyApplied:
    case Event::kClockStopped:
    case Event::kDuesSet:
    case Event::kWarned:
    case Event::kBreached:
    case Event::kEscalated: break;    // Of the clocks alone.
    case Event::KIND_NOT_SET: break;  // Halts the partition before the fold.
  }
  ticket_facts::FollowClocks(event, state.status(), FromProto(header.time()),
                             *state.mutable_clocks());
  return state;
}

absl::StatusOr<eventing::Decision<Ticket::Event>> Ticket::Decide(
    const State& state, const Command& command, const eventing::DecisionContext& context) {
  DOCKET_RETURN_IF_ERROR(CheckAccess(state, command, context));
  Draft draft(state, context);
  DOCKET_RETURN_IF_ERROR(Run(command, draft));
  AdvanceClocks(command, draft);
  Draft::Decision decision = draft.TakeDecision();
  // First, so that who reads the events in order knows that the others concern somebody.
  if (!decision.events.empty() && IsAdoption(state, command, context)) {
    decision.events.insert(decision.events.begin(), Adopted());
  }
  return decision;
}

}  // namespace docket::intake
