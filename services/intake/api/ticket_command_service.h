#pragma once

// docket.ticket.v1.TicketCommandService: commands of programs, many on one stream.

#include "libs/eventing/unit_doors.h"
#include "libs/rpc/service.h"

namespace docket::intake {

// The service over the units behind `doors`, which outlive it.
rpc::Service MakeTicketCommandService(const eventing::UnitDoors& doors);

}  // namespace docket::intake
