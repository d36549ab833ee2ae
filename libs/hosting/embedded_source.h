#pragma once

// The embedded log of a host: one process has all partitions.

#include <memory>
#include <string>
#include <vector>

#include "libs/hosting/log_source.h"

namespace docket::hosting {

// The log in `directory`/log, with `topics`: those with a unit for each partition have
// `partitions`, the quarantine has one. As EmbeddedEventLog::Open; FAILED_PRECONDITION also if the
// log is gone and stores that were folded from it are there.
absl::StatusOr<std::unique_ptr<LogSource>> OpenEmbeddedLog(const std::string& directory,
                                                           const std::vector<std::string>& topics,
                                                           int32_t partitions);

}  // namespace docket::hosting
