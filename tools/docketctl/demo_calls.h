#pragma once

// The calls that bring about a step of the demo, each by the person who asks it and under a
// request_id that follows from its place, so that a repeated call meets its first.

#include <cstddef>
#include <string>

#include "docket/ticket/v1/ticket_values.pb.h"
#include "libs/base/status.h"
#include "tools/docketctl/demo_tickets.h"
#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Where a step stands.
struct DemoPlace {
  // Of its ticket in the table, from 1.
  size_t number = 0;
  // Of the step in its ticket, from 1.
  size_t step = 0;
  // The ticket's; empty for the opening.
  std::string ticket_id;
};

// Asks `step` of `ticket` in `tenant`. A failure names step and ticket.
absl::StatusOr<ticket::v1::Receipt> AskStep(Session& session, const std::string& tenant,
                                            const DemoTicket& ticket, const DemoStep& step,
                                            const DemoPlace& place);

}  // namespace docket::docketctl
