#pragma once

// Topics of a cluster as an operator makes them.

#include <map>
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/kafka/options.h"

namespace docket::log {

struct TopicSpec {
  std::string name;
  int32_t partitions = 1;
  int32_t replication = 1;
  // Kafka's names: "retention.ms", "min.insync.replicas".
  std::map<std::string, std::string> config;
};

// Makes those of `topics` that are not there yet, and says which; waits for the cluster. Topics
// that are there stay as they are.
absl::StatusOr<std::vector<std::string>> MakeMissingTopics(const KafkaOptions& options,
                                                           const std::vector<TopicSpec>& topics);

}  // namespace docket::log
