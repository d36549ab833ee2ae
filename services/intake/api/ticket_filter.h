#pragma once

// Which tickets a caller asks for, and which of them are theirs to see.

#include <vector>

#include "docket/ticket/v1/ticket_service.pb.h"
#include "libs/eventing/unit_doors.h"
#include "libs/rpc/caller.h"
#include "services/intake/projection/ticket_index.h"

namespace docket::intake {

// What `filter` of `caller` asks for: of their tenant and, for customers, of their own.
// INVALID_ARGUMENT for a status that is none, PERMISSION_DENIED for a customer who asks for others'
// tickets or by who works on them.
absl::StatusOr<TicketQuery> QueryOf(const rpc::Caller& caller,
                                    const ticket::v1::TicketFilter& filter);

// The partitions that hold what `query` asks for.
std::vector<size_t> PartitionsOf(const eventing::UnitDoors& doors, const TicketQuery& query);

}  // namespace docket::intake
