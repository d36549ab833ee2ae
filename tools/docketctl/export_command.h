#pragma once

// docketctl export: the history of all tickets as a file.

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

void AddExportCommand(CLI::App& app, Session& session);

}  // namespace docket::docketctl
