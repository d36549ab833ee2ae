#include "services/routing/domain/pool.h"

#include <utility>

#include "services/routing/domain/pool_access.h"
#include "services/routing/domain/pool_agents.h"
#include "services/routing/domain/pool_draft.h"
#include "services/routing/domain/pool_drain.h"
#include "services/routing/domain/pool_entries.h"
#include "services/routing/domain/pool_id.h"
#include "services/routing/domain/pool_roster.h"
#include "services/routing/domain/pool_ticks.h"
#include "services/routing/domain/pool_wishes.h"

namespace docket::routing {
namespace {

absl::Status Run(const Pool::Command& command, Draft& draft) {
  using Command = Pool::Command;
  switch (command.kind_case()) {
    case Command::kEnqueue: return Enqueue(command.enqueue(), draft);
    case Command::kRelease: return Release(command.release(), draft);
    case Command::kUpdate: return Update(command.update(), draft);
    case Command::kApplyRoster: return ApplyRoster(command.apply_roster(), draft);
    case Command::kTick: return Tick(command.tick(), draft);
    case Command::kSetPresence: return SetPresence(command.set_presence(), draft);
    case Command::kClaimNext: return ClaimNext(command.claim_next(), draft);
    case Command::kClaim: return Claim(command.claim(), draft);
    case Command::kAccept: return Accept(command.accept(), draft);
    case Command::kReturn: return Return(command.return_(), draft);
    case Command::kHandOver: return HandOver(command.hand_over(), draft);
    case Command::kAssign: return Assign(command.assign(), draft);
    case Command::KIND_NOT_SET: break;
  }
  return InvalidArgument("a pool command without a kind");
}

}  // namespace

std::optional<Slot> Pool::SlotOf(std::string_view id) {
  const std::optional<PoolId> parsed = PoolId::Parse(id);
  if (!parsed.has_value() || parsed->text() != id) return std::nullopt;
  return parsed->slot();
}

PoolState Pool::Evolve(State state, const eventing::CommitHeader& header, const Event& event) {
  if (state.version() != header.version()) state.clear_assigned();
  state.set_version(header.version());
  switch (event.kind_case()) {
    case Event::kRostered: Apply(event.rostered(), header, state); break;
    case Event::kPresenceSet: Apply(event.presence_set(), header, state); break;
    case Event::kShiftChanged: Apply(event.shift_changed(), state); break;
    case Event::kQueued: Apply(event.queued(), header, state); break;
    case Event::kChanged: Apply(event.changed(), state); break;
    case Event::kAssigned: Apply(event.assigned(), header, state); break;
    case Event::kAccepted: Apply(event.accepted(), state); break;
    case Event::kReturned: Apply(event.returned(), state); break;
    case Event::kExpired: Apply(event.expired(), state); break;
    case Event::kReleased: Apply(event.released(), state); break;
    case Event::kWidened: Apply(event.widened(), header, state); break;
    case Event::KIND_NOT_SET: break;  // Halts the partition before the fold.
  }
  return state;
}

absl::StatusOr<eventing::Decision<Pool::Event>> Pool::Decide(
    const State& state, const Command& command, const eventing::DecisionContext& context) {
  DOCKET_RETURN_IF_ERROR(CheckAccess(command, context));
  Draft draft(state, context);
  DOCKET_RETURN_IF_ERROR(Run(command, draft));
  // Nothing waits while somebody could take it.
  const bool asks_for_it = command.tick().kind() == v1::TICK_KIND_DRAIN;
  if (!draft.empty() || asks_for_it) Drain(draft);
  return draft.TakeDecision();
}

}  // namespace docket::routing
