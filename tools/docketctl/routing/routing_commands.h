#pragma once

// docketctl presence, pool, queue, explain, claim, accept, return, hand-over, assign: what people
// ask routing.

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Adds them to `app`; `session` outlives it.
void AddRoutingCommands(CLI::App& app, Session& session);

}  // namespace docket::docketctl
