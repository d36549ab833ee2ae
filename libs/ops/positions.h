#pragma once

// How far units are, against the ends of their log.

#include <vector>

#include "docket/ops/v1/ops_service.pb.h"
#include "libs/log/event_log.h"
#include "libs/runtime/hosted_unit.h"

namespace docket::ops {

// `log` is an object of the units' log that nobody else asks meanwhile. Waits for its answers;
// UNAVAILABLE if it gives none, DATA_LOSS if a store is damaged whose unit is not halted.
absl::StatusOr<v1::ListPositionsResponse> ListPositions(
    const std::vector<runtime::HostedUnit*>& units, log::EventLog& log);

}  // namespace docket::ops
