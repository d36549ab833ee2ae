#pragma once

// The names of roles, as callers send them and are told which ones they lack.

#include <optional>
#include <string>
#include <string_view>

#include "libs/eventing/roles.h"

namespace docket::rpc {

// The role called `name`, or none.
std::optional<eventing::Role> RoleNamed(std::string_view name);

// The names of `roles` with commas between, e.g. "agent,service".
std::string NamesOf(eventing::Roles roles);

// The names of all roles, likewise.
std::string AllRoleNames();

}  // namespace docket::rpc
