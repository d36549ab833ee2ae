#include "services/routing/projection/routing_unit.h"

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/id.h"
#include "libs/eventing/followed_kind.h"
#include "services/routing/domain/pool.h"
#include "services/routing/projection/pool_alarms.h"
#include "services/routing/projection/pool_moves.h"
#include "services/routing/projection/pool_rosters.h"
#include "services/routing/projection/ticket_routes.h"

namespace docket::routing {

const eventing::AggregateKind& PoolAggregate() {
  static const eventing::AggregateKindOf<Pool> kind;
  return kind;
}

eventing::UnitSpec RoutingUnit(int32_t partition) {
  static const eventing::FollowedKindOf<ticket::v1::TicketCommit> ticket("ticket",
                                                                         TicketId::kPrefix);
  static TicketRoutes routes;  // Keeps nothing that is of one unit.
  eventing::UnitSpec spec;
  spec.service = "routing";
  spec.partition = partition;
  spec.follows = {&ticket};
  spec.commands = {"ticket", std::string(Pool::kName)};
  spec.projections = {&routes};
  spec.reacts = true;
  return spec;
}

eventing::UnitSpec PoolUnit(int32_t partition) {
  static PoolMoves moves;  // None of them keeps anything.
  static PoolAlarms alarms;
  static PoolRosters rosters;
  eventing::UnitSpec spec;
  spec.service = "pool";
  spec.partition = partition;
  spec.decides = {&PoolAggregate()};
  spec.commands = {"ticket"};
  spec.projections = {&moves, &alarms, &rosters};
  spec.reacts = true;
  return spec;
}

}  // namespace docket::routing
