#pragma once

// What keeps one test of a condition from being published. For validate.cc alone.

#include <string>

#include "docket/setting/v1/condition.pb.h"
#include "libs/base/fault.h"
#include "libs/condition/schema.h"

namespace docket::condition {

// Adds the faults of `test`, which stands at `field`, to `faults`.
void CheckTest(const setting::v1::Test& test, const Schema& schema, const std::string& field,
               Faults& faults);

}  // namespace docket::condition
