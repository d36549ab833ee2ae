#pragma once

// docketctl demo: a tenant with a few tickets to look at, and what to try on them.

#include <string>

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Adds `demo` to `app`. `program` is how the shell calls this program; the commands that it prints
// begin with it.
void AddDemoCommand(CLI::App& app, Session& session, const std::string& program);

}  // namespace docket::docketctl
