#include "services/escalation/projection/escalation_unit.h"

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/id.h"
#include "libs/eventing/followed_kind.h"
#include "services/escalation/projection/clock_timers.h"

namespace docket::escalation {

eventing::UnitSpec EscalationUnit(int32_t partition) {
  static const eventing::FollowedKindOf<ticket::v1::TicketCommit> ticket("ticket",
                                                                         TicketId::kPrefix);
  static ClockTimers timers;  // Keeps nothing.
  eventing::UnitSpec spec;
  spec.service = "escalation";
  spec.partition = partition;
  spec.follows = {&ticket};
  spec.commands = {"ticket"};
  spec.projections = {&timers};
  spec.reacts = true;
  return spec;
}

}  // namespace docket::escalation
