#pragma once

// docketctl ticket: get, list, timeline.

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Adds the commands that ask about tickets to `ticket`; `session` outlives it.
void AddTicketQueries(CLI::App& ticket, Session& session);

}  // namespace docket::docketctl
