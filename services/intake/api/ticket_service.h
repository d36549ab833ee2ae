#pragma once

// docket.ticket.v1.TicketService: tickets, one call each.

#include "libs/eventing/unit_doors.h"
#include "libs/rpc/service.h"
#include "libs/runtime/read_pool.h"

namespace docket::intake {

// The service over the units behind `doors`, reading on `readers`; both outlive it.
rpc::Service MakeTicketService(const eventing::UnitDoors& doors, runtime::ReadPool& readers);

}  // namespace docket::intake
