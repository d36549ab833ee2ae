#pragma once

// The commands that bring about what a step of an event log says.

#include <string>
#include <vector>

#include "docket/ticket/v1/ticket_command_service.pb.h"
#include "tools/docketctl/import/plan.h"

namespace docket::docketctl {

// In the order in which they must be sent: the status before the assignment, for to assign a new
// ticket would open it. `source` names the system.
std::vector<ticket::v1::SubmitRequest> CommandsOf(const Step& step, const std::string& source);

}  // namespace docket::docketctl
