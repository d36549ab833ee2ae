#include "libs/rpc/access.h"

#include <optional>
#include <string>

#include "docket/rpc/v1/access.pb.h"
#include "libs/base/rejection.h"
#include "libs/rpc/role_names.h"

namespace docket::rpc {
namespace {

using eventing::Role;

std::optional<Role> RoleOf(int role) {
  switch (role) {
    case v1::ROLE_CUSTOMER: return Role::kCustomer;
    case v1::ROLE_AGENT: return Role::kAgent;
    case v1::ROLE_SUPERVISOR: return Role::kSupervisor;
    case v1::ROLE_ADMINISTRATOR: return Role::kAdministrator;
    case v1::ROLE_ANALYST: return Role::kAnalyst;
    case v1::ROLE_SERVICE: return Role::kService;
    case v1::ROLE_IMPORT: return Role::kImport;
    case v1::ROLE_OPERATOR: return Role::kOperator;
    default: return std::nullopt;
  }
}

}  // namespace

absl::StatusOr<Access> AccessOf(const google::protobuf::MethodDescriptor& method) {
  const v1::Access& option = method.options().GetExtension(v1::access);
  if (option.anyone() == !option.roles().empty()) {
    return FailedPrecondition(method.full_name() +
                              " must say who may call: give its option (docket.rpc.v1.access) "
                              "either roles or anyone");
  }
  Access access{.roles = {}, .anyone = option.anyone()};
  for (int number : option.roles()) {
    const std::optional<Role> role = RoleOf(number);
    if (!role.has_value()) {
      return FailedPrecondition(method.full_name() + ": role " + std::to_string(number) +
                                " of its access option is unknown");
    }
    access.roles.Add(*role);
  }
  return access;
}

absl::Status CheckAccess(const Access& access, const Caller& caller) {
  if (access.anyone || caller.roles.HasAny(access.roles)) return absl::OkStatus();
  const std::string names = NamesOf(access.roles);
  return RejectionStatus({"NOT_ALLOWED", {{"roles", names}}},
                         "none of the caller's roles may call this; roles that may: " + names);
}

}  // namespace docket::rpc
