#pragma once

// A ticket as callers see it.

#include <string>

#include "docket/ticket/v1/ticket_service.pb.h"
#include "libs/eventing/aggregate_rows.h"
#include "libs/eventing/commit.h"
#include "services/intake/domain/ticket_state.pb.h"

namespace docket::intake {

// The ticket `ticket_id` from its row, which some commit has touched. Without `staff`, what is not
// for customers is left out: handling, team, assignee, who opened it, tags, clocks and how far it
// was escalated.
ticket::v1::Ticket ViewTicket(const std::string& ticket_id, const eventing::AggregateRow& row,
                              bool staff);

// What `commit` of a ticket says, whose latest state is `state`, so that what was redacted since is
// hidden. Without `staff` the public part of it, which may have no events.
ticket::v1::TimelineEntry ViewEntry(const eventing::Commit& commit, const TicketState& state,
                                    bool staff);

}  // namespace docket::intake
