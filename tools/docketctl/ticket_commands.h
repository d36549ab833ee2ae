#pragma once

// docketctl ticket: create, the questions of ticket_queries.h and the changes of ticket_changes.h;
// docketctl clocks.

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Adds `ticket` and its commands, and `clocks`, to `app`; `session` outlives it.
void AddTicketCommands(CLI::App& app, Session& session);

}  // namespace docket::docketctl
