#include "services/intake/projection/intake_unit.h"

#include "services/intake/domain/ticket.h"
#include "services/intake/projection/ticket_lapses.h"

namespace docket::intake {

const eventing::AggregateKind& TicketAggregate() {
  static const eventing::AggregateKindOf<Ticket> kind;
  return kind;
}

namespace {

// The places of the projections in the unit's list.
constexpr size_t kTicketIndex = 0;

}  // namespace

store::TableIndex TicketIndexTable(TicketIndex::Table table) {
  static const store::TableIndex first = IntakeUnit(0).FirstTableOf(kTicketIndex);
  return first + table;
}

eventing::UnitSpec IntakeUnit(int32_t partition) {
  static TicketIndex ticket_index;    // Both keep nothing, hence one of each for all units.
  static TicketLapses ticket_lapses;
  eventing::UnitSpec spec;
  spec.service = "intake";
  spec.partition = partition;
  spec.decides = {&TicketAggregate()};
  spec.projections = {&ticket_index, &ticket_lapses};
  spec.reacts = true;  // ticket_lapses arms timers.
  return spec;
}

}  // namespace docket::intake
