#pragma once

// What docket.quarantine.v1 holds, in pages.

#include "docket/ops/v1/ops_service.pb.h"
#include "libs/log/event_log.h"

namespace docket::ops {

// The page that `request` asks for. `log` is an object that nobody else asks meanwhile.
// INVALID_ARGUMENT for a page size or token that is none, DATA_LOSS if the log is damaged. Reads
// about 1 MiB; may wait for the disk.
absl::StatusOr<v1::ListQuarantineResponse> ListQuarantine(const v1::ListQuarantineRequest& request,
                                                          log::EventLog& log);

}  // namespace docket::ops
