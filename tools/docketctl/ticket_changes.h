#pragma once

// docketctl ticket: comment, solve, wait and all the other commands that change a ticket.

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Adds them to the command `ticket`; `session` outlives it.
void AddTicketChanges(CLI::App& ticket, Session& session);

}  // namespace docket::docketctl
