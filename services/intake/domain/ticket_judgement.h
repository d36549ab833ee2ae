#pragma once

// What a ticket is and how urgent.

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "services/intake/domain/ticket_draft.h"

namespace docket::intake {

// TicketClassified. Refuses: FIELD_INVALID, TICKET_CLOSED, NO_CHANGE; to be placed anew also
// ALREADY_SOLVED.
absl::Status Classify(const ticket::v1::ClassifyTicket& command, Draft& draft);
// TicketPrioritised. Refuses: FIELD_REQUIRED, FIELD_INVALID, TICKET_CLOSED, NO_CHANGE,
// ABOVE_AUTHORITY.
absl::Status Prioritise(const ticket::v1::PrioritiseTicket& command, Draft& draft);

void AddPrioritised(ticket::v1::Priority priority, ticket::v1::JudgementSource source,
                    Draft& draft);
// A fact of its own raises the priority by one, if there is a higher one.
void AddRaised(Draft& draft);

// Keep a part of a judgement; an unspecified kind or feeling leaves what is known.
void SetKind(ticket::v1::TicketKind kind, ticket::v1::JudgementSource source, TicketState& state);
void SetCategory(const ticket::v1::CategoryPath& category, ticket::v1::JudgementSource source,
                 TicketState& state);
void SetFeeling(ticket::v1::Feeling feeling, ticket::v1::JudgementSource source,
                TicketState& state);

void Apply(const ticket::v1::TicketClassified& event, const eventing::CommitHeader& header,
           TicketState& state);
void Apply(const ticket::v1::TicketPrioritised& event, TicketState& state);

}  // namespace docket::intake
