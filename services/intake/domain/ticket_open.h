#pragma once

// How a ticket begins.

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "services/intake/domain/ticket_draft.h"

namespace docket::intake {

// TicketOpened; with an immediate solution also TicketCommented and TicketSolved. Refuses:
// REQUEST_REUSED, NOT_ALLOWED, FIELD_REQUIRED, FIELD_INVALID, TEMPLATE_UNKNOWN, ATTACHMENT_REFUSED,
// and with a solution COMMENT_EMPTY and REPLY_REQUIRED.
absl::Status Open(const ticket::v1::OpenTicket& command, Draft& draft);

void Apply(const ticket::v1::TicketOpened& event, const eventing::CommitHeader& header,
           TicketState& state);
void Apply(const ticket::v1::TicketAdopted& event, TicketState& state);

}  // namespace docket::intake
