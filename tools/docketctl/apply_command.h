#pragma once

// `docketctl apply`: documents of files, put in force one after the other.

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Both outlive the parsing.
void AddApplyCommand(CLI::App& app, Session& session);

}  // namespace docket::docketctl
