#pragma once

// docketctl doctor: what an instance of Docket suffers from, and what to do about it.

#include <CLI/CLI.hpp>

#include "tools/docketctl/session.h"

namespace docket::docketctl {

// Adds `doctor` to `app`.
void AddDoctorCommand(CLI::App& app, Session& session);

}  // namespace docket::docketctl
