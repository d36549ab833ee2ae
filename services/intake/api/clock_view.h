#pragma once

// The service-level clocks of a ticket as staff sees them.

#include "docket/ticket/v1/ticket_service.pb.h"
#include "libs/sla/clock_state.pb.h"

namespace docket::intake {

// Adds to `ticket` the policy in force and each clock. Thread-safe.
void ViewClocks(const sla::ClockState& state, ticket::v1::Ticket& ticket);

}  // namespace docket::intake
