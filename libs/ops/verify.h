#pragma once

// Whether a unit's store is what its log says: the log is folded afresh, by the same loop, up to
// where the store stands, and the two are compared row by row through their digests.

#include <string>

#include "docket/ops/v1/ops_service.pb.h"
#include "libs/log/event_log.h"
#include "libs/ops/unit_answers.h"
#include "libs/runtime/hosted_unit.h"

namespace docket::ops {

// Compares `unit`, which may go on meanwhile, with a fold into a scratch store. `log` is an object
// of the unit's log that nobody else asks meanwhile. A store whose positions are not of the log is
// not folded against it. A halted unit is compared as far as it came; that it is halted, and damage
// that is met in the log or the store, is part of the verdict. UNAVAILABLE if the log does not
// answer or the scratch store cannot be made, CANCELLED as `report` says. Takes as long as a
// rebuild and a scan; blocks.
absl::StatusOr<v1::UnitVerdict> VerifyUnit(const runtime::HostedUnit& unit, log::EventLog& log,
                                           const Report& report);

// What `verdict` says is wrong, for a person. Empty if nothing is.
std::string FoundWrong(const v1::UnitVerdict& verdict);

}  // namespace docket::ops
