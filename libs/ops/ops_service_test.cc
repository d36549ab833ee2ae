#include "libs/ops/ops_service.h"

#include <gtest/gtest.h>

#include "libs/base/rejection.h"
#include "libs/rpc/access.h"

namespace docket::ops {
namespace {

using eventing::Role;

// What it tells and moves is all tenants', so whoever leads one of them has no say here.
TEST(OpsService, IsForOperatorsAlone) {
  const auto& service = *v1::ListPositionsRequest::descriptor()->file()->service(0);
  ASSERT_EQ(service.full_name(), "docket.ops.v1.OpsService");
  for (int i = 0; i < service.method_count(); ++i) {
    const absl::StatusOr<rpc::Access> access = rpc::AccessOf(*service.method(i));
    ASSERT_TRUE(access.ok()) << access.status();
    const rpc::Caller others{
        .tenant = "acme",
        .actor = {},
        .roles = {Role::kCustomer, Role::kAgent, Role::kSupervisor, Role::kAdministrator,
                  Role::kAnalyst, Role::kService, Role::kImport}};
    const absl::Status refused = CheckAccess(*access, others);
    const std::optional<Rejection> rejection = RejectionOf(refused);
    ASSERT_TRUE(rejection.has_value()) << service.method(i)->name() << ": " << refused;
    EXPECT_EQ(rejection->reason, "NOT_ALLOWED");
    EXPECT_EQ(rejection->details.at("roles"), "operator");
    const rpc::Caller keeper{.tenant = "acme", .actor = {}, .roles = {Role::kOperator}};
    EXPECT_TRUE(CheckAccess(*access, keeper).ok()) << service.method(i)->name();
  }
}

}  // namespace
}  // namespace docket::ops
