#include "services/intake/api/ticket_filter.h"

#include <numeric>

#include "libs/base/slot.h"
#include "libs/base/text.h"
#include "services/intake/domain/ticket_access.h"

namespace docket::intake {

absl::StatusOr<TicketQuery> QueryOf(const rpc::Caller& caller,
                                    const ticket::v1::TicketFilter& filter) {
  TicketQuery query{.tenant = caller.tenant,
                    .customer_key = CanonicalCustomerKey(filter.customer_key()),
                    .statuses = {},
                    .team_id = filter.team_id(),
                    .assignee_id = filter.assignee_id()};
  for (const int status : filter.statuses()) {
    if (status == 0 || !ticket::v1::TicketStatus_IsValid(status)) {
      return InvalidArgument("filter.statuses has " + std::to_string(status) +
                             ", which is no status");
    }
    query.statuses.insert(static_cast<ticket::v1::TicketStatus>(status));
  }
  if (SeesAll(caller.roles)) return query;
  const std::string& own = caller.actor.id();
  const bool asks_for_own =
      !own.empty() && (query.customer_key.empty() || query.customer_key == own);
  if (!asks_for_own || !query.team_id.empty() || !query.assignee_id.empty()) {
    return PermissionDenied(
        "customers list their own tickets, and not by team or assignee: leave these filters out");
  }
  query.customer_key = own;
  return query;
}

// A ticket lives where the slot of its customer is.
std::vector<size_t> PartitionsOf(const eventing::UnitDoors& doors, const TicketQuery& query) {
  if (!query.customer_key.empty()) {
    return {doors.PartitionOf(Slot::Of(query.tenant, query.customer_key))};
  }
  std::vector<size_t> partitions(doors.size());
  std::iota(partitions.begin(), partitions.end(), size_t{0});
  return partitions;
}

}  // namespace docket::intake
