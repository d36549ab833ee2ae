#pragma once

// How the service-level clocks of a ticket are shown.

#include <chrono>
#include <string>

#include "docket/ticket/v1/ticket_service.pb.h"

namespace docket::docketctl {

// What is promised for `ticket`, then a table of its clocks. What is due is told of clocks that
// run alone.
std::string ClocksText(const ticket::v1::Ticket& ticket);

// As "1h30m", "5s", "250ms"; parts that are nothing are left out.
std::string SpanText(std::chrono::milliseconds span);

}  // namespace docket::docketctl
