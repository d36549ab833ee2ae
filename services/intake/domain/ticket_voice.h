#pragma once

// What a customer does beside speaking: press for an answer, judge it, take the request back.

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "services/intake/domain/ticket_draft.h"

namespace docket::intake {

// TicketUrged; with every third also TicketPrioritised. Refuses: ANSWER_AWAITED, ALREADY_SOLVED,
// TICKET_CLOSED, URGE_TOO_SOON.
absl::Status Urge(Draft& draft);
// TicketRated. Refuses: FIELD_REQUIRED, FIELD_INVALID, NOT_SOLVED, RATING_WINDOW_OVER, NO_CHANGE.
absl::Status Rate(const ticket::v1::RateTicket& command, Draft& draft);
// TicketSolved as withdrawn. Refuses: ALREADY_SOLVED, TICKET_CLOSED.
absl::Status Withdraw(Draft& draft);

void Apply(const ticket::v1::TicketUrged& event, const eventing::CommitHeader& header,
           TicketState& state);
void Apply(const ticket::v1::TicketRated& event, TicketState& state);

}  // namespace docket::intake
