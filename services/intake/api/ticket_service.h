#pragma once

// docket.ticket.v1.TicketService: tickets, one call each.

#include "libs/eventing/unit_doors.h"
#include "libs/rpc/service.h"

namespace docket::intake {

// The service over the units behind `doors`, which outlive it.
rpc::Service MakeTicketService(const eventing::UnitDoors& doors);

}  // namespace docket::intake
