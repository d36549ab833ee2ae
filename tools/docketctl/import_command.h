#pragma once

// docketctl import: an event log of another system becomes recorded history.

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Adds `import` to `app`; `session` outlives it.
void AddImportCommand(CLI::App& app, Session& session);

}  // namespace docket::docketctl
