#pragma once

// Commands about pools: who is there, what waits for whom, who gets it and why.

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Adds them to `app`; both outlive the parse.
void AddPoolCommands(CLI::App& app, Session& session);

}  // namespace docket::docketctl
