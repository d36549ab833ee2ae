#include "services/intake/projection/intake_unit.h"

#include "services/intake/domain/ticket.h"
#include "services/intake/projection/ticket_lapses.h"

namespace docket::intake {

namespace {

// Its place in the unit's list of projections.
constexpr size_t kTicketIndex = 0;

}  // namespace

const eventing::AggregateKind& TicketAggregate() {
  static const eventing::AggregateKindOf<Ticket> kind;
  return kind;
}

store::TableIndex TicketIndexTable(TicketIndex::Table table) {
  static const store::TableIndex first = IntakeUnit(0).FirstTableOf(kTicketIndex);
  return first + table;
}

eventing::UnitSpec IntakeUnit(int32_t partition) {
  // Both keep nothing, hence one of each for all units.
  static TicketIndex ticket_index;
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
