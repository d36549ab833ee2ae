#pragma once

// Who works on a ticket. The ticket counts its waits (entries), the pool the assignments of each:
// with both numbers a late message of the hand-shake is known for what it is (semantics.md 6).

#include <string>

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "services/intake/domain/ticket_draft.h"

namespace docket::intake {

// TicketQueued. Refuses: FIELD_REQUIRED, FIELD_INVALID, ALREADY_SOLVED, TICKET_CLOSED, CAUSE_STALE.
absl::Status Queue(const ticket::v1::QueueTicket& command, Draft& draft);
// TicketAssigned; recorded, whichever of TicketAssigned, TicketQueued and TicketUnassigned tells
// what changed. Refuses: FIELD_REQUIRED, FIELD_INVALID, ENTRY_STALE.
absl::Status Assign(const ticket::v1::AssignTicket& command, Draft& draft);

// TicketTransferred. Refuses: REASON_REQUIRED, FIELD_REQUIRED, FIELD_INVALID, ALREADY_SOLVED,
// TICKET_CLOSED, SAME_TEAM, TEAM_UNKNOWN.
absl::Status Transfer(const ticket::v1::TransferTicket& command, Draft& draft);

// TicketUnassigned. Refuses nothing: an end of something not yet heard of is kept, and makes it
// stale from then on; one of something over writes nothing.
absl::Status Unassign(const ticket::v1::UnassignTicket& command, Draft& draft);

// Refuses a ticket that need not be placed because of `cause_version`: ALREADY_SOLVED,
// TICKET_CLOSED, CAUSE_STALE.
absl::Status RequireUnplaced(uint64_t cause_version, const TicketState& state);
void AddQueued(const std::string& team_id, const std::string& pool_id, Draft& draft);

// Takes the ticket from whoever has it. `handling` is what comes then.
void Release(ticket::v1::Handling handling, TicketState& state);
// Takes the ticket from whoever has it: routing must place it, because of `header`'s commit.
void Unplace(const eventing::CommitHeader& header, TicketState& state);

void Apply(const ticket::v1::TicketQueued& event, TicketState& state);
void Apply(const ticket::v1::TicketTransferred& event, const eventing::CommitHeader& header,
           TicketState& state);
void Apply(const ticket::v1::TicketAssigned& event, const eventing::CommitHeader& header,
           TicketState& state);
void Apply(const ticket::v1::TicketUnassigned& event, const eventing::CommitHeader& header,
           TicketState& state);

}  // namespace docket::intake
