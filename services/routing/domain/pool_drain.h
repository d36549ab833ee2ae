#pragma once

// Assigns what waits, as long as somebody can take it (semantics.md 6, drain).

#include <cstdint>
#include <string>
#include <vector>

#include "services/routing/domain/pool_draft.h"

namespace docket::routing {

// Where `entry` stands in the queue of its pool: what comes first is less. Opaque bytes.
std::string QueueKey(const PoolEntry& entry);

// The waiting entries of `pool` in the order in which they are looked at: urgent ones first, then
// those due first, then those that wait longest, then by ticket id. Valid while `pool` stays as it
// is.
std::vector<const PoolEntry*> QueueOf(const PoolState& pool);

// The place of `entry` among them, from 1; 0 if somebody has it.
uint32_t QueuePosition(const PoolState& pool, const PoolEntry& entry);

// EntryAssigned for each entry that has a candidate, at most kAssignedPerCommitMax.
void Drain(Draft& draft);

// Whether the latest commit of `pool` holds as many as one may, so that a tick has to go on.
bool NeedsDrain(const PoolState& pool);

// Why `entry` waits, or who would get it: as Drain would find it at `now`.
v1::Explanation ExplainWaiting(const PoolState& pool, const PoolEntry& entry, Time now);

}  // namespace docket::routing
