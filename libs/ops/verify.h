#pragma once

// Whether a unit's store is what its log says: the log is folded afresh, by the same loop, up to
// where the store stands, and the two are compared row by row through their digests.

#include "docket/ops/v1/ops_service.pb.h"
#include "libs/log/event_log.h"
#include "libs/ops/unit_answers.h"
#include "libs/runtime/hosted_unit.h"

namespace docket::ops {

// Compares `unit`, which may go on meanwhile, with a fold into a scratch store. `log` is an object
// of the unit's log that nobody else asks meanwhile. A store whose positions are not of the log is
// not folded against it. Fails with what halts the fold, UNAVAILABLE if the scratch store cannot be
// made, CANCELLED as `report` says. Takes as long as a rebuild and a scan; blocks.
absl::StatusOr<v1::UnitVerdict> VerifyUnit(const runtime::HostedUnit& unit, log::EventLog& log,
                                           const Report& report);

}  // namespace docket::ops
