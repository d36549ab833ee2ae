#include "services/intake/projection/intake_unit.h"

#include "services/intake/domain/ticket.h"

namespace docket::intake {

const eventing::AggregateKind& TicketAggregate() {
  static const eventing::AggregateKindOf<Ticket> kind;
  return kind;
}

eventing::UnitSpec IntakeUnit(int32_t partition) {
  eventing::UnitSpec spec;
  spec.service = "intake";
  spec.partition = partition;
  spec.decides = {&TicketAggregate()};
  return spec;
}

}  // namespace docket::intake
