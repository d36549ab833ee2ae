#pragma once

// What agents and supervisors ask for by name: to take a ticket, to give it back or on.

#include "docket/routing/v1/pool_commands.pb.h"
#include "services/routing/domain/pool_draft.h"

namespace docket::routing {

// EntryAssigned of the first waiting entry for which the agent qualifies, presence aside. Refuses:
// NOT_FOUND, NOTHING_WAITING.
absl::Status ClaimNext(const v1::ClaimNextEntry& command, Draft& draft);
// EntryAssigned. Refuses: NOT_FOUND, NOT_WAITING, NOT_CLAIMABLE, NOT_QUALIFIED, OFF_SHIFT,
// AT_CAPACITY, EXCLUDED.
absl::Status Claim(const v1::ClaimEntry& command, Draft& draft);
// EntryAccepted; nothing if it is. Refuses: NOT_FOUND, NOT_YOURS.
absl::Status Accept(const v1::AcceptEntry& command, Draft& draft);
// EntryReturned. Refuses: NOT_FOUND, NOT_YOURS, REASON_REQUIRED, FIELD_INVALID.
absl::Status Return(const v1::ReturnEntry& command, Draft& draft);
// EntryAssigned to a colleague who passes the whole filter. Refuses: NOT_FOUND, NOT_YOURS,
// FIELD_INVALID, NOT_AVAILABLE and what Claim refuses an agent for.
absl::Status HandOver(const v1::HandOverEntry& command, Draft& draft);
// EntryAssigned; nothing if they have it. Refuses: NOT_FOUND, NOT_QUALIFIED.
absl::Status Assign(const v1::AssignEntry& command, Draft& draft);

}  // namespace docket::routing
