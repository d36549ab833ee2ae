#pragma once

// When time alone lets more agents have a waiting ticket: its team's overflow time, the end of the
// wait for who had it before, the end of somebody's exclusion.

#include <optional>

#include "libs/base/time.h"
#include "services/routing/domain/pool_state.pb.h"

namespace docket::routing {

// From when on any agent of the pool may get it; none: never.
std::optional<Time> OverflowOf(const PoolState& pool, const PoolEntry& entry);
// Until when it waits for who had it before alone; none if it does not, as once somebody had it in
// this wait, or if they are excluded.
std::optional<Time> OwnerAwaitedUntil(const PoolState& pool, const PoolEntry& entry);

// The first such instant of `entry`, which waits, that the pool has not heard of; none if there is
// none to come.
std::optional<Time> NextWidening(const PoolState& pool, const PoolEntry& entry);

}  // namespace docket::routing
