#pragma once

// docketctl presence.

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Adds it to `app`; `session` outlives it.
void AddPresenceCommand(CLI::App& app, Session& session);

}  // namespace docket::docketctl
