#pragma once

// What is wrong with the policies of a tenant.

#include <string_view>

#include "docket/setting/v1/policy.pb.h"
#include "libs/setting/checks.h"

namespace docket::setting {

void CheckPolicies(std::string_view name, const v1::Policies& policies, Checks& checks);

}  // namespace docket::setting
