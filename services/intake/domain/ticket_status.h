#pragma once

// What a status allows: the rows of semantics.md 2.2 that many commands share.

#include "libs/base/status.h"
#include "services/intake/domain/ticket_draft.h"
#include "services/intake/domain/ticket_state.pb.h"

namespace docket::intake {

// Whether somebody has yet to do something: new, open, pending or held.
bool IsUnsolved(const TicketState& state);
// Whether it is solved or closed.
bool IsDone(const TicketState& state);

// Refuses a solved ticket with ALREADY_SOLVED, a closed one with TICKET_CLOSED.
absl::Status RequireUnsolved(const TicketState& state);
// Refuses an unsolved ticket with NOT_SOLVED.
absl::Status RequireDone(const TicketState& state);
// Refuses a closed ticket with TICKET_CLOSED.
absl::Status RequireNotClosed(const TicketState& state);
// Refuses a closed ticket with TICKET_CLOSED, but not in recorded history: a source goes on
// correcting its figures.
absl::Status RequireChangeable(const Draft& draft);

// The answer to a command that says what is known: NO_CHANGE to a person, who erred; nothing in
// recorded history.
absl::Status NothingNew(const Draft& draft);

// Brings a ticket into `status`. What belonged to the one before, its instants, reason and timers,
// is over; `header` is the mark of what comes.
void Enter(ticket::v1::TicketStatus status, const eventing::CommitHeader& header,
           TicketState& state);

}  // namespace docket::intake
