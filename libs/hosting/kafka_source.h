#pragma once

// The log of a host on a Kafka cluster, whose partitions several instances share.

#include <memory>
#include <string>
#include <vector>

#include "libs/hosting/log_source.h"
#include "libs/log/kafka/options.h"

namespace docket::hosting {

// As KafkaEventLog::Open, of topics that are as RequireTopics demands and with the groups of
// `services`, which may be used as RequireGroups demands. FAILED_PRECONDITION also if `directory`
// has an embedded log: its stores would be set aside for another's.
absl::StatusOr<std::unique_ptr<LogSource>> OpenKafkaLog(const std::string& directory,
                                                        const log::KafkaOptions& options,
                                                        int32_t replication,
                                                        const std::vector<std::string>& services);

}  // namespace docket::hosting
