#pragma once

// What time alone does to a pool.

#include "docket/routing/v1/pool_commands.pb.h"
#include "services/routing/domain/pool_draft.h"

namespace docket::routing {

// What the instant brings that has come: ShiftChanged; EntryExpired, the third in a row with
// PresenceSet; EntryWidened; EntryReturned of what an agent has not answered who is long offline.
// Nothing if it is early or what it is about is over. Refuses: FIELD_INVALID.
absl::Status Tick(const v1::TickPool& command, Draft& draft);

}  // namespace docket::routing
