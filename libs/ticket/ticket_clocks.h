#pragma once

// How the clocks of a ticket follow its events (libs/sla/fold.h): one reading of them, for intake,
// which decides, and for whoever follows.
//
// Pure, hence safe from any thread.

#include <vector>

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/time.h"
#include "libs/sla/fold.h"
#include "libs/ticket/ticket_facts.pb.h"

namespace docket::ticket_facts {

// What `event` is to the clocks of a ticket that has `status` after it, in order; nothing if it is
// a fact of the clocks themselves.
std::vector<sla::Moment> MomentsOf(const ticket::v1::TicketEvent& event,
                                   ticket::v1::TicketStatus status);

// `clocks` after `event`, which stands in a commit of `time` and leaves the ticket in `status`.
void FollowClocks(const ticket::v1::TicketEvent& event, ticket::v1::TicketStatus status, Time time,
                  sla::ClockState& clocks);

// `facts` and `clocks` after `commit`, which was accepted.
void Follow(const ticket::v1::TicketCommit& commit, TicketFacts& facts, sla::ClockState& clocks);

}  // namespace docket::ticket_facts
