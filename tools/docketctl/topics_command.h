#pragma once

// docketctl topics: Docket's topics on a Kafka cluster, made and checked.

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Adds `topics ensure` and `topics check` to `app`.
void AddTopicsCommands(CLI::App& app, Session& session);

}  // namespace docket::docketctl
