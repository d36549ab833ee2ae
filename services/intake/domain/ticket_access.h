#pragma once

// Who may see a ticket and do what to it: the table of semantics.md 1. The scopes of agents and
// supervisors (own pool, teams led) are unbounded until rosters exist.

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "libs/eventing/decision.h"
#include "services/intake/domain/ticket_state.pb.h"

namespace docket::intake {

// Refuses with NOT_FOUND what is not there or not for the caller's eyes, with NOT_ALLOWED what the
// caller may see but not do. OpenTicket passes on an id without a ticket.
absl::Status CheckAccess(const TicketState& state, const ticket::v1::TicketCommand& command,
                         const eventing::DecisionContext& context);

// Whether `actor` in `roles` may see the ticket: staff all, a customer their own.
bool MaySee(const TicketState& state, eventing::Roles roles, const eventing::Actor& actor);

// Whether the caller sees more of a ticket than its customer does.
bool SeesAll(eventing::Roles roles);
// Whether the caller answers for the enterprise, rather than asking as a customer.
bool IsStaff(eventing::Roles roles);
// Whether the caller has a supervisor's limits rather than an agent's.
bool Leads(eventing::Roles roles);

}  // namespace docket::intake
