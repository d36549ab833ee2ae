#pragma once

// docketctl health: whether a server serves, for probes that run beside it.

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Adds `health` to `app`.
void AddHealthCommand(CLI::App& app, Session& session);

}  // namespace docket::docketctl
