#pragma once

// docketctl projection: digest, verify, rebuild; docketctl positions; docketctl quarantine: list.

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Adds the commands of operators to `app`; `session` outlives it.
void AddProjectionCommands(CLI::App& app, Session& session);

}  // namespace docket::docketctl
