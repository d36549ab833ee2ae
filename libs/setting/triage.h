#pragma once

// What is wrong with the triage rules of a tenant.

#include <string_view>

#include "docket/setting/v1/triage.pb.h"
#include "libs/setting/checks.h"

namespace docket::setting {

void CheckTriageRules(std::string_view name, const v1::TriageRules& rules, Checks& checks);

}  // namespace docket::setting
