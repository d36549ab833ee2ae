#pragma once

// How the answer to a change is shown.

#include "docket/ticket/v1/ticket_values.pb.h"
#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Prints `receipt` to stdout as the session asks.
void PrintReceipt(const Session& session, const ticket::v1::Receipt& receipt);

}  // namespace docket::docketctl
