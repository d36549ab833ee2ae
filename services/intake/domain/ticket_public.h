#pragma once

// What readers see of a ticket's history: customers the public part of what is theirs, nobody the
// words of a redacted comment (semantics.md 1).

#include <optional>

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/eventing/decision.h"
#include "services/intake/domain/ticket_state.pb.h"

namespace docket::intake {

// `event` as the customer of the ticket reads it, or none if it is not for them. What is left says
// nothing that the customer's view of the ticket does not.
std::optional<ticket::v1::TicketEvent> PublicPart(const ticket::v1::TicketEvent& event);

// `actor` as the customer `customer_key` reads it: others without their names.
eventing::Actor PublicActor(const eventing::Actor& actor, const std::string& customer_key);

// Takes the words and files out of `event` if it is a comment that is redacted now, as `state`
// says.
void HideRedacted(const TicketState& state, ticket::v1::TicketEvent& event);

}  // namespace docket::intake
