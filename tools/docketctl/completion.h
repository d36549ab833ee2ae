#pragma once

// docketctl completion: what a shell needs to complete commands, options and their words. Made from
// the commands as they are, so there is nothing to keep in step.

#include <string>

#include <CLI/CLI.hpp>

namespace docket::docketctl {

// Adds `completion` to `app`, which has all other commands when it runs.
void AddCompletionCommand(CLI::App& app);

// The script by which bash completes `app`.
std::string BashCompletion(const CLI::App& app);

}  // namespace docket::docketctl
