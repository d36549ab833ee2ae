#pragma once

// A ticket as callers see it.

#include <string>

#include "docket/ticket/v1/ticket_service.pb.h"
#include "libs/eventing/aggregate_rows.h"

namespace docket::intake {

// The ticket `ticket_id` from its row, which some commit has touched. Without `staff`, what is not
// for customers is left out: handling, team, assignee and who opened it.
ticket::v1::Ticket ViewTicket(const std::string& ticket_id, const eventing::AggregateRow& row,
                              bool staff);

}  // namespace docket::intake
