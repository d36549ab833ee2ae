#pragma once

// How a ticket comes from status to status (semantics.md 2.2). In recorded history each of these
// commands means "there it stood in the source": a step left out is written as its normal event,
// and what is already so writes nothing.

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "services/intake/domain/ticket_draft.h"

namespace docket::intake {

// TicketWaiting. Refuses: FIELD_INVALID, ALREADY_WAITING, ALREADY_SOLVED, TICKET_CLOSED,
// REPLY_REQUIRED, UNTIL_INVALID.
absl::Status Wait(const ticket::v1::WaitTicket& command, Draft& draft);
// TicketHeld. Refuses: FIELD_REQUIRED, FIELD_INVALID, ALREADY_SOLVED, TICKET_CLOSED, UNTIL_INVALID,
// ABOVE_AUTHORITY.
absl::Status Hold(const ticket::v1::HoldTicket& command, Draft& draft);
// TicketResumed. Refuses: NOT_WAITING, ALREADY_SOLVED, TICKET_CLOSED.
absl::Status Resume(Draft& draft);
// TicketSolved. Refuses: FIELD_REQUIRED, FIELD_INVALID, ALREADY_SOLVED, TICKET_CLOSED,
// REPLY_REQUIRED, COMMENT_UNKNOWN.
absl::Status Solve(const ticket::v1::SolveTicket& command, Draft& draft);
// TicketReopened. Refuses: NOT_SOLVED, REOPEN_WINDOW_OVER.
absl::Status Reopen(Draft& draft);
// TicketClosed. Refuses: NOT_SOLVED, TICKET_CLOSED.
absl::Status Close(Draft& draft);

// The steps by themselves, for commands that bring them about.
void AddResumed(Draft& draft);
void AddSolved(ticket::v1::Resolution resolution, uint64_t solution_comment, Draft& draft);
void AddReopened(Draft& draft);
void AddClosed(Draft& draft);

void Apply(const ticket::v1::TicketWaiting& event, const eventing::CommitHeader& header,
           TicketState& state);
void Apply(const ticket::v1::TicketHeld& event, const eventing::CommitHeader& header,
           TicketState& state);
void Apply(const ticket::v1::TicketResumed& event, const eventing::CommitHeader& header,
           TicketState& state);
void Apply(const ticket::v1::TicketSolved& event, const eventing::CommitHeader& header,
           TicketState& state);
void Apply(const ticket::v1::TicketReopened& event, const eventing::CommitHeader& header,
           TicketState& state);
void Apply(const ticket::v1::TicketClosed& event, const eventing::CommitHeader& header,
           TicketState& state);

}  // namespace docket::intake
