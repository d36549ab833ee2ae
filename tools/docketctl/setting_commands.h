#pragma once

// The commands that look at documents and retire them: get, list, history, diff, retire. What puts
// them in force is `apply` (apply_command.h).

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Both outlive the parsing.
void AddSettingCommands(CLI::App& app, Session& session);

}  // namespace docket::docketctl
