#pragma once

// The log and the units of the host, as they stand in its directory.

#include <memory>
#include <vector>

#include "libs/log/embedded/embedded_event_log.h"
#include "libs/runtime/hosted_unit.h"
#include "services/docket/host.h"

namespace docket {

// One unit with the object by which it asks the log.
struct HostUnit {
  std::unique_ptr<log::EmbeddedEventLog> log;
  std::unique_ptr<runtime::HostedUnit> unit;
};

// Opens the log with all topics of all services.
absl::StatusOr<std::unique_ptr<log::EmbeddedEventLog>> OpenLog(const HostOptions& options);

// Opens the units of all services; a store that could not be used is named on stderr. `log` and
// `resources` outlive them.
absl::StatusOr<std::vector<HostUnit>> OpenUnits(const HostOptions& options,
                                                const log::EmbeddedEventLog& log,
                                                store::SharedResources& resources);

}  // namespace docket
