#pragma once

// docketctl ticket get, list and timeline; docketctl clocks.

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Adds the commands that ask about tickets to `ticket`; `session` outlives it.
void AddTicketQueries(CLI::App& ticket, Session& session);

// Adds `clocks` to `app`; likewise.
void AddClocksCommand(CLI::App& app, Session& session);

}  // namespace docket::docketctl
