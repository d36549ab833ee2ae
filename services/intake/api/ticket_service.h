#pragma once

// docket.ticket.v1.TicketService: tickets, one call each.

#include "libs/eventing/unit_doors.h"
#include "libs/rpc/service.h"
#include "libs/runtime/store_reads.h"
#include "services/intake/api/ticket_watches.h"

namespace docket::intake {

// The service over the units behind `doors`, which `reads` reads and `watches` watches; all outlive
// it.
rpc::Service MakeTicketService(const eventing::UnitDoors& doors, const runtime::StoreReads& reads,
                               TicketWatches& watches);

}  // namespace docket::intake
