#pragma once

// Waits of tickets, as routing tells the pool of them, and what becomes of them. The ticket counts
// its waits, the pool the assignments of each, so either knows a late message for what it is.

#include <string>
#include <vector>

#include "docket/routing/v1/pool_commands.pb.h"
#include "services/routing/domain/pool_draft.h"

namespace docket::routing {

// EntryQueued, after EntryReleased of an earlier wait that is live. Refuses: FIELD_INVALID,
// ENTRY_STALE.
absl::Status Enqueue(const v1::EnqueueEntry& command, Draft& draft);
// EntryReleased. Refuses only what is of wrong form: the end of a wait not yet heard of is kept and
// makes it stale; that of one over writes nothing.
absl::Status Release(const v1::ReleaseEntry& command, Draft& draft);
// EntryChanged. Refuses: FIELD_INVALID, ENTRY_STALE.
absl::Status Update(const v1::UpdateEntry& command, Draft& draft);

// Who gets a ticket, and by which way; what of the filter was passed over for it.
struct Given {
  std::string agent_id;
  v1::AssignmentWay way = v1::ASSIGNMENT_WAY_UNSPECIFIED;
  std::vector<v1::CandidateStage> passed = {};
};

// EntryAssigned of `entry`, which is one of the draft's and is not to be used after it.
void AddAssigned(const PoolEntry& entry, Given given, v1::Explanation explanation, Draft& draft);
// EntryReturned of `entry`, which is assigned; as above.
void AddReturned(const PoolEntry& entry, v1::ReturnCause cause, const std::string& reason,
                 Draft& draft);

void Apply(const v1::EntryQueued& event, const eventing::CommitHeader& header, PoolState& state);
void Apply(const v1::EntryChanged& event, PoolState& state);
void Apply(const v1::EntryAssigned& event, const eventing::CommitHeader& header, PoolState& state);
void Apply(const v1::EntryAccepted& event, PoolState& state);
void Apply(const v1::EntryReturned& event, PoolState& state);
void Apply(const v1::EntryExpired& event, PoolState& state);
void Apply(const v1::EntryReleased& event, PoolState& state);
void Apply(const v1::EntryWidened& event, const eventing::CommitHeader& header, PoolState& state);

}  // namespace docket::routing
