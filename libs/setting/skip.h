#pragma once

// Commits that readers pass over: what a skip must say, and which commit is meant.

#include "docket/setting/v1/skip.pb.h"
#include "libs/setting/checks.h"

namespace docket::setting {

// Adds to `checks` what is wrong with `skip`.
void CheckSkip(const v1::Skip& skip, Checks& checks);

}  // namespace docket::setting
