#pragma once

// How tickets and what happens to them are shown in tables.

#include <string>

#include "docket/ticket/v1/ticket_service.pb.h"
#include "tools/docketctl/render.h"

namespace docket::docketctl {

// All that is known of `ticket`, a line each.
std::string TicketColumns(const ticket::v1::Ticket& ticket);

// A table of tickets, one row each.
Table TicketTable();
void AddTicket(Table& table, const ticket::v1::Ticket& ticket);

// A table of what happened, one row per event.
Table TimelineTable();
void AddEntry(Table& table, const ticket::v1::TimelineEntry& entry);

// A table of changes of several tickets, one row per change.
Table ChangeTable();
void AddChange(Table& table, const ticket::v1::TicketChange& change);

}  // namespace docket::docketctl
