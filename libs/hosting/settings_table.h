#pragma once

// All settings of a program as a Markdown table, so that what is written about them is what the
// program takes (deploy/configuration.md).

#include <string>

#include "libs/runtime/config.h"

namespace docket::hosting {

// One line per setting in the order of their declaration: flag, environment variable, key of the
// configuration file, default, meaning.
std::string SettingsTable(const runtime::Config& config);

}  // namespace docket::hosting
