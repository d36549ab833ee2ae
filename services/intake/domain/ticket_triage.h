#pragma once

// What routing's rules say about a ticket that must be placed (semantics.md 5).

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "services/intake/domain/ticket_draft.h"

namespace docket::intake {

// TicketTriaged, TicketPrioritised if the priority changes, TicketQueued. Refuses: FIELD_REQUIRED,
// FIELD_INVALID, ALREADY_SOLVED, TICKET_CLOSED, CAUSE_STALE.
absl::Status Triage(const ticket::v1::TriageTicket& command, Draft& draft);

void Apply(const ticket::v1::TicketTriaged& event, TicketState& state);

}  // namespace docket::intake
