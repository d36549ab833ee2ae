#pragma once

// What routing's units decide and fold, for their hosts and for whoever reads their stores. There
// are two kinds: one follows tickets and says where they belong, the other decides for pools who
// gets them.

#include "libs/eventing/aggregate_rows.h"
#include "libs/eventing/unit.h"

namespace docket::routing {

// The pool as the kernel sees it.
const eventing::AggregateKind& PoolAggregate();

// Where a pool unit's store has its pools.
inline eventing::AggregateTables PoolTables() { return eventing::UnitSpec::TablesOf(0); }

// Change with every change of what is folded: stores of another version are rebuilt.
inline constexpr uint32_t kRoutingFoldVersion = 2;
inline constexpr uint32_t kPoolFoldVersion = 3;

// The unit of `partition` that follows tickets.
eventing::UnitSpec RoutingUnit(int32_t partition);
// The unit of `partition` that decides for pools.
eventing::UnitSpec PoolUnit(int32_t partition);

}  // namespace docket::routing
