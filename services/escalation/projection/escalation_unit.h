#pragma once

// What escalation's units fold, for their hosts and for whoever reads their stores.

#include "libs/eventing/unit.h"

namespace docket::escalation {

// Changes with every change of what is folded: stores of another version are rebuilt.
inline constexpr uint32_t kFoldVersion = 1;

// The unit of `partition`, which follows tickets.
eventing::UnitSpec EscalationUnit(int32_t partition);

}  // namespace docket::escalation
