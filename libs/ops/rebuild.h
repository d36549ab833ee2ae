#pragma once

// Builds the store of a running unit anew.

#include "docket/ops/v1/ops_service.pb.h"
#include "libs/log/event_log.h"
#include "libs/ops/unit_answers.h"
#include "libs/runtime/hosted_unit.h"

namespace docket::ops {

// Reads all that `unit` folds, then has it clear its store and waits until it serves again or, of a
// partition that another instance owns, has whole rows again. `log` is an object of the unit's log
// that nobody else asks meanwhile. With nothing cleared: DATA_LOSS if the log cannot be read from
// its beginning to its end, FAILED_PRECONDITION if the unit is halted, UNAVAILABLE if the log does
// not answer, CANCELLED as `report` says. Later FAILED_PRECONDITION is what halts it meanwhile, and
// after CANCELLED the unit goes on. Blocks.
absl::StatusOr<v1::UnitRebuilt> RebuildUnit(runtime::HostedUnit& unit, log::EventLog& log,
                                            const Report& report);

}  // namespace docket::ops
