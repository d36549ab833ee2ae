#include "services/routing/domain/pool_agents.h"

#include <utility>

#include "services/routing/domain/pool_lists.h"

namespace docket::routing {

absl::Status SetPresence(const v1::SetPresence& command, Draft& draft) {
  if (command.presence() == v1::PRESENCE_UNSPECIFIED || !v1::Presence_IsValid(command.presence())) {
    return FieldInvalid("presence", "one of available, busy, away and offline");
  }
  const PoolAgentState* agent = Find(draft.state().agents(), command.agent_id());
  if (agent == nullptr) {
    return eventing::Reject(v1::POOL_REJECTION_NOT_FOUND,
                            "There is no agent " + command.agent_id() + " in the pool.");
  }
  if (agent->presence() == command.presence()) return absl::OkStatus();
  AddPresence(command.agent_id(), command.presence(), command.silent(), draft);
  return absl::OkStatus();
}

void AddPresence(const std::string& agent_id, v1::Presence presence, bool silent, Draft& draft) {
  v1::PoolEvent event;
  event.mutable_presence_set()->set_agent_id(agent_id);
  event.mutable_presence_set()->set_presence(presence);
  event.mutable_presence_set()->set_silent(silent);
  draft.Add(std::move(event));
}

void Apply(const v1::PresenceSet& event, const eventing::CommitHeader& header, PoolState& state) {
  PoolAgentState* agent = FindMutable(*state.mutable_agents(), event.agent_id());
  if (agent == nullptr) return;
  agent->set_presence(event.presence());
  agent->clear_expiries();
  agent->clear_offline_time();
  if (event.presence() == v1::PRESENCE_OFFLINE) *agent->mutable_offline_time() = header.time();
}

void Apply(const v1::ShiftChanged& event, PoolState& state) {
  PoolAgentState* agent = FindMutable(*state.mutable_agents(), event.agent_id());
  if (agent == nullptr) return;
  v1::RosteredAgent& roster = *agent->mutable_roster();
  roster.set_on_shift(event.on_shift());
  roster.clear_shift_change_time();
  if (event.has_change_time()) *roster.mutable_shift_change_time() = event.change_time();
}

}  // namespace docket::routing
