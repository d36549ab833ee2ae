#pragma once

// What a ticket is and how urgent.

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "services/intake/domain/ticket_draft.h"

namespace docket::intake {

// TicketClassified. Refuses: FIELD_INVALID, TICKET_CLOSED, NO_CHANGE.
absl::Status Classify(const ticket::v1::ClassifyTicket& command, Draft& draft);
// TicketPrioritised. Refuses: FIELD_REQUIRED, FIELD_INVALID, TICKET_CLOSED, NO_CHANGE,
// ABOVE_AUTHORITY.
absl::Status Prioritise(const ticket::v1::PrioritiseTicket& command, Draft& draft);

void Apply(const ticket::v1::TicketClassified& event, TicketState& state);
void Apply(const ticket::v1::TicketPrioritised& event, TicketState& state);

}  // namespace docket::intake
