#pragma once

// Custom fields and labels.

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "services/intake/domain/ticket_draft.h"

namespace docket::intake {

// FieldsChanged. Refuses: FIELD_INVALID, TICKET_CLOSED, NO_CHANGE.
absl::Status SetFields(const ticket::v1::SetFields& command, Draft& draft);
// TicketTagged. Refuses: FIELD_INVALID, TICKET_CLOSED, NO_CHANGE, TOO_MANY_TAGS.
absl::Status Tag(const ticket::v1::TagTicket& command, Draft& draft);

void Apply(const ticket::v1::FieldsChanged& event, TicketState& state);
void Apply(const ticket::v1::TicketTagged& event, TicketState& state);

}  // namespace docket::intake
