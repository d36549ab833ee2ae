#include "libs/rpc/role_names.h"

#include <array>
#include <utility>

namespace docket::rpc {
namespace {

using eventing::Role;
using eventing::Roles;

constexpr std::array<std::pair<std::string_view, Role>, 8> kNames{{
    {"customer", Role::kCustomer},
    {"agent", Role::kAgent},
    {"supervisor", Role::kSupervisor},
    {"administrator", Role::kAdministrator},
    {"analyst", Role::kAnalyst},
    {"service", Role::kService},
    {"import", Role::kImport},
    {"operator", Role::kOperator},
}};

}  // namespace

std::optional<Role> RoleNamed(std::string_view name) {
  for (const auto& [known, role] : kNames) {
    if (known == name) return role;
  }
  return std::nullopt;
}

std::string NamesOf(Roles roles) {
  std::string names;
  for (const auto& [name, role] : kNames) {
    if (!roles.Has(role)) continue;
    if (!names.empty()) names += ',';
    names += name;
  }
  return names;
}

std::string AllRoleNames() {
  Roles all;
  for (const auto& [name, role] : kNames) all.Add(role);
  return NamesOf(all);
}

}  // namespace docket::rpc
