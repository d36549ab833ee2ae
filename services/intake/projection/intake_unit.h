#pragma once

// What an intake unit decides and folds, for its hosts and for whoever reads its store.

#include "libs/eventing/aggregate_rows.h"
#include "libs/eventing/unit.h"
#include "services/intake/projection/ticket_index.h"

namespace docket::intake {

// The ticket as the kernel sees it.
const eventing::AggregateKind& TicketAggregate();

// Where a unit's store has its tickets.
inline eventing::AggregateTables TicketTables() { return eventing::UnitSpec::TablesOf(0); }

// Where it has what the lists of tickets need.
store::TableIndex TicketIndexTable(TicketIndex::Table table);

// Changes with every change of what is folded: stores of another version are rebuilt.
inline constexpr uint32_t kFoldVersion = 5;

// The unit of `partition`.
eventing::UnitSpec IntakeUnit(int32_t partition);

}  // namespace docket::intake
