#include "services/routing/domain/pool_ticks.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/proto_time.h"
#include "services/routing/domain/limits.h"
#include "services/routing/domain/pool_agents.h"
#include "services/routing/domain/pool_entries.h"
#include "services/routing/domain/pool_lists.h"
#include "services/routing/domain/pool_roster.h"
#include "services/routing/domain/pool_timers.h"

namespace docket::routing {
namespace {

void ChangeShift(const std::string& agent_id, Draft& draft) {
  if (draft.context().settings == nullptr) return;
  const PoolAgentState& agent = *Find(draft.state().agents(), agent_id);
  const Shift shift = ShiftAt(std::string(draft.context().tenant), agent.roster().shift_calendar(),
                              *draft.context().settings, draft.now());
  v1::PoolEvent event;
  event.mutable_shift_changed()->set_agent_id(agent_id);
  event.mutable_shift_changed()->set_on_shift(shift.on);
  if (shift.until.has_value()) {
    *event.mutable_shift_changed()->mutable_change_time() = ToProto(*shift.until);
  }
  draft.Add(std::move(event));
}

void Expire(const std::string& ticket_id, Draft& draft) {
  const PoolEntry& entry = *Find(draft.state().entries(), ticket_id);
  const std::string agent_id = entry.agent_id();
  v1::PoolEvent event;
  v1::EntryExpired& expired = *event.mutable_expired();
  expired.set_ticket_id(ticket_id);
  expired.set_entry(entry.queued().entry());
  expired.set_assignment(entry.assignment());
  expired.set_agent_id(agent_id);
  *expired.mutable_excluded_until_time() = ToProto(draft.now() + kExpiredExclusion);
  draft.Add(std::move(event));
  const PoolAgentState* agent = Find(draft.state().agents(), agent_id);
  if (agent == nullptr || agent->expiries() < kExpiriesInARow) return;
  if (agent->presence() == v1::PRESENCE_AVAILABLE) {
    AddPresence(agent_id, v1::PRESENCE_AWAY, /*silent=*/false, draft);
  }
}

void Widen(const std::string& ticket_id, Draft& draft) {
  v1::PoolEvent event;
  event.mutable_widened()->set_ticket_id(ticket_id);
  event.mutable_widened()->set_entry(Find(draft.state().entries(), ticket_id)->queued().entry());
  draft.Add(std::move(event));
}

void TakeFromTheOffline(const std::string& agent_id, Draft& draft) {
  const PoolAgentState& agent = *Find(draft.state().agents(), agent_id);
  std::vector<std::string> unanswered;
  for (const PoolEntry& entry : draft.state().entries()) {
    if (entry.agent_id() != agent_id) continue;
    const std::optional<Time> due = OfflineReturnOf(entry, agent);
    if (due.has_value() && *due < draft.now()) unanswered.push_back(IdOf(entry));
  }
  for (const std::string& ticket_id : unanswered) {
    AddReturned(*Find(draft.state().entries(), ticket_id), v1::RETURN_CAUSE_OFFLINE, "", draft);
  }
}

}  // namespace

absl::Status Tick(const v1::TickPool& command, Draft& draft) {
  const PoolTimer timer{command.kind(), command.subject(), FromProto(command.time())};
  if (timer.kind == v1::TICK_KIND_DRAIN) return absl::OkStatus();  // What follows every command.
  const std::vector<PoolTimer> armed = DueTimers(draft.state());
  const bool stands = std::ranges::find(armed, timer) != armed.end();
  if (!stands || draft.now() <= timer.due) return absl::OkStatus();
  switch (timer.kind) {
    case v1::TICK_KIND_SHIFT: ChangeShift(timer.subject, draft); break;
    case v1::TICK_KIND_ACCEPT: Expire(timer.subject, draft); break;
    case v1::TICK_KIND_WIDEN: Widen(timer.subject, draft); break;
    case v1::TICK_KIND_OFFLINE: TakeFromTheOffline(timer.subject, draft); break;
    default: return FieldInvalid("kind", "a known value");
  }
  return absl::OkStatus();
}

}  // namespace docket::routing
