#include "services/intake/projection/intake_unit.h"

#include "services/intake/domain/ticket.h"
#include "services/intake/projection/ticket_lapses.h"

namespace docket::intake {

const eventing::AggregateKind& TicketAggregate() {
  static const eventing::AggregateKindOf<Ticket> kind;
  return kind;
}

eventing::UnitSpec IntakeUnit(int32_t partition) {
  static TicketLapses ticket_lapses;  // Keeps nothing, hence one for all units.
  eventing::UnitSpec spec;
  spec.service = "intake";
  spec.partition = partition;
  spec.decides = {&TicketAggregate()};
  spec.projections = {&ticket_lapses};
  spec.reacts = true;  // ticket_lapses arms timers.
  return spec;
}

}  // namespace docket::intake
