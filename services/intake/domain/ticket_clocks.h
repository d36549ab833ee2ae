#pragma once

// A ticket's service-level clocks: what they add to every decision, and what becomes of what is due
// (semantics.md 8, libs/sla).

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "services/intake/domain/ticket_draft.h"

namespace docket::intake {

// After a decision's own facts: PolicyApplied if another policy is in force by the settings of the
// decision, asked for if conditions can see what has changed; ClockStopped for each stop; DuesSet
// if something is due at another instant. Nothing before there is a policy.
void AdvanceClocks(const ticket::v1::TicketCommand& command, Draft& draft);

// TicketWarned, TicketBreached and TicketEscalated, and on an unsolved ticket what the actions of
// these levels bring: TicketPrioritised, TicketTransferred, FollowersChanged, EscalationRaised.
// Nothing if it has happened. Refuses: TOO_EARLY, CLOCK_MOVED.
absl::Status Fire(const ticket::v1::FireClock& command, Draft& draft);

void Apply(const ticket::v1::EscalationRaised& event, TicketState& state);

}  // namespace docket::intake
