#pragma once

// A host: one log, one block cache, one gRPC port, one data directory, and the units and calls of
// some services.

#include <vector>

#include "libs/base/status.h"
#include "libs/hosting/options.h"
#include "libs/hosting/service.h"

namespace docket::hosting {

// Serves until SIGTERM or SIGINT, then drains. Prints where it listens to stdout once it serves. A
// partition that halts is told on stderr and by health (readiness.h) while the rest goes on. A
// status other than OK says why it could not start or had to stop, and what to do: the log or the
// disk failed, a topic got more partitions, or a partition halted by the log's time.
absl::Status RunHost(const HostOptions& options, std::vector<Service> services);

}  // namespace docket::hosting
