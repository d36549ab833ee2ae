#pragma once

// What a status allows: the rows of semantics.md 2.2 that many commands share.

#include "libs/base/status.h"
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

}  // namespace docket::intake
