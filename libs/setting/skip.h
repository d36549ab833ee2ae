#pragma once

// Commits that readers pass over: what a skip must say, and which commit is meant.

#include <string>

#include "docket/setting/v1/skip.pb.h"
#include "libs/base/fault.h"

namespace docket::setting {

// Adds to `faults` what is wrong with `skip`.
void CheckSkip(const v1::Skip& skip, Faults& faults);

}  // namespace docket::setting
