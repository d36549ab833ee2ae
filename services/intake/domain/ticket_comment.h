#pragma once

// What is said on a ticket, and what the customer's word brings (semantics.md 2.2).

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "services/intake/domain/ticket_draft.h"

namespace docket::intake {

// TicketCommented and what `then` or the customer's word brings; on a closed ticket the customer's
// word opens another. Refuses: FIELD_REQUIRED, FIELD_INVALID, COMMENT_EMPTY, ATTACHMENT_REFUSED,
// NOT_ALLOWED, TICKET_CLOSED and the reasons of `then`.
absl::Status Comment(const ticket::v1::CommentTicket& command, Draft& draft);
// CommentRedacted. Refuses: COMMENT_UNKNOWN, ALREADY_REDACTED.
absl::Status Redact(const ticket::v1::RedactComment& command, Draft& draft);

// Refuses with COMMENT_UNKNOWN a comment that was never made or is hidden.
absl::Status RequireComment(uint64_t number, const TicketState& state);

void Apply(const ticket::v1::TicketCommented& event, const eventing::CommitHeader& header,
           TicketState& state);
void Apply(const ticket::v1::CommentRedacted& event, TicketState& state);

}  // namespace docket::intake
