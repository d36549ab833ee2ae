#pragma once

// Who may ask what of a pool (semantics.md 1).

#include "docket/routing/v1/pool_commands.pb.h"
#include "libs/eventing/decision.h"

namespace docket::routing {

// Agents act for themselves; supervisors say how others stand and assign; all else is for services.
// Refuses: NOT_ALLOWED.
absl::Status CheckAccess(const v1::PoolCommand& command, const eventing::DecisionContext& context);

}  // namespace docket::routing
