#include "libs/rpc/access.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "docket/rpc/v1/access.pb.h"
#include "libs/base/rejection.h"
#include "libs/rpc/role_names.h"

namespace docket::rpc {
namespace {

using eventing::Role;
using eventing::Roles;

Caller With(Roles roles) { return {.tenant = "acme", .actor = {}, .roles = roles}; }

TEST(Access, TakesAnyOneOfItsRoles) {
  const Access access{.roles = {Role::kAgent, Role::kService}};
  EXPECT_TRUE(CheckAccess(access, With({Role::kAgent})).ok());
  EXPECT_TRUE(CheckAccess(access, With({Role::kOperator, Role::kService})).ok());
}

TEST(Access, SaysWhichRolesItWants) {
  const Access access{.roles = {Role::kService, Role::kAgent}};
  for (const Roles roles : {Roles{}, Roles{Role::kOperator}, Roles{Role::kAdministrator}}) {
    const absl::Status refused = CheckAccess(access, With(roles));
    const std::optional<Rejection> rejection = RejectionOf(refused);
    ASSERT_TRUE(rejection.has_value()) << refused;
    EXPECT_EQ(rejection->reason, "NOT_ALLOWED");
    EXPECT_EQ(rejection->details.at("roles"), "agent,service");
    EXPECT_EQ(Message(refused),
              "none of the caller's roles may call this; roles that may: agent,service");
  }
}

TEST(Access, AsksNothingWhereAnybodyMayCall) {
  EXPECT_TRUE(CheckAccess({.roles = {}, .anyone = true}, {}).ok());
}

// A role that an option may name but no caller could send would lock its RPCs.
TEST(RoleNames, HaveEveryRoleOfTheProto) {
  std::string all;
  for (int number = v1::Role_MIN + 1; number <= v1::Role_MAX; ++number) {
    std::string name = v1::Role_Name(number).substr(std::string("ROLE_").size());
    std::ranges::transform(name, name.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    const std::optional<Role> role = RoleNamed(name);
    ASSERT_TRUE(role.has_value()) << name;
    EXPECT_EQ(NamesOf({*role}), name);
    all += (all.empty() ? "" : ",") + name;
  }
  EXPECT_EQ(AllRoleNames(), all);
}

}  // namespace
}  // namespace docket::rpc
