#pragma once

// Builds the store of a running unit anew.

#include "docket/ops/v1/ops_service.pb.h"
#include "libs/log/event_log.h"
#include "libs/ops/unit_answers.h"
#include "libs/runtime/hosted_unit.h"

namespace docket::ops {

// Has `unit` clear its store and waits until it serves again or, of a partition that another
// instance owns, has whole rows again. `log` is an object of the unit's log
// that nobody else asks meanwhile. FAILED_PRECONDITION if the unit is halted, or what halts it
// meanwhile; CANCELLED as `report` says, though the unit goes on. Blocks.
absl::StatusOr<v1::UnitRebuilt> RebuildUnit(runtime::HostedUnit& unit, log::EventLog& log,
                                            const Report& report);

}  // namespace docket::ops
