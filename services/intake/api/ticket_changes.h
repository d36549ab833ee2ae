#pragma once

// The RPCs of docket.ticket.v1.TicketService that change a ticket: each becomes one command.

#include "libs/eventing/unit_doors.h"
#include "libs/rpc/service.h"

namespace docket::intake {

// Adds them to `service`. The units behind `doors` decide; they outlive it.
void AddTicketChanges(const eventing::UnitDoors& doors, rpc::Service& service);

}  // namespace docket::intake
