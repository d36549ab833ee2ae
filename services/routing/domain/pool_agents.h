#pragma once

// How agents stand: there or not, on shift or not.

#include <string>

#include "docket/routing/v1/pool_commands.pb.h"
#include "services/routing/domain/pool_draft.h"

namespace docket::routing {

// PresenceSet; nothing if it is so. Refuses: NOT_FOUND, FIELD_INVALID.
absl::Status SetPresence(const v1::SetPresence& command, Draft& draft);

void AddPresence(const std::string& agent_id, v1::Presence presence, bool silent, Draft& draft);

void Apply(const v1::PresenceSet& event, const eventing::CommitHeader& header, PoolState& state);
void Apply(const v1::ShiftChanged& event, PoolState& state);

}  // namespace docket::routing
