#pragma once

// docketctl pool, queue, explain.

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Adds the commands that ask about pools to `app`; `session` outlives it.
void AddPoolQueries(CLI::App& app, Session& session);

}  // namespace docket::docketctl
