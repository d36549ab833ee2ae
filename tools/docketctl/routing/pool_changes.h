#pragma once

// docketctl claim, accept, return, hand-over, assign.

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Adds them to `app`; `session` outlives it.
void AddPoolChanges(CLI::App& app, Session& session);

}  // namespace docket::docketctl
