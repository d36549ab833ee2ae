#pragma once

// Why a ticket waits, or why its agent has it, in words for a person.

#include <string>

#include "docket/routing/v1/routing_service.pb.h"

namespace docket::docketctl {

// How the ticket stands and what decided, a line each. Then a table of the agents who could have
// it, and one of those who could not, by the stage at which they failed; each only if there are
// any.
std::string ExplanationText(const routing::v1::ExplainEntryResponse& response);

}  // namespace docket::docketctl
