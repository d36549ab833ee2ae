#pragma once

// Docket's topics on a Kafka cluster, made and checked. The one part of docketctl that speaks with
// Kafka: before the topics are there, no host serves whom it could ask.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/kafka/topic_differences.h"
#include "tools/docketctl/topics/topics_file.h"

namespace docket::docketctl {

struct TopicsOptions {
  // HOST:PORT of brokers, with commas.
  std::string kafka;
  // Files; both may be empty: nothing but the address, and the topics of this release.
  std::string kafka_config;
  std::string file;
  TopicOverrides overrides;
  std::chrono::milliseconds timeout{10'000};
};

// One topic as it stands now.
struct TopicState {
  std::string name;
  bool there = false;
  bool made = false;  // Just now.
  int32_t partitions = 0;
  int32_t replication = 0;
  std::vector<log::TopicDifference> differences;
};

// Makes what is missing, then looks. What is there is never altered.
absl::StatusOr<std::vector<TopicState>> EnsureTopics(const TopicsOptions& options);

// Only looks.
absl::StatusOr<std::vector<TopicState>> CheckTopics(const TopicsOptions& options);

}  // namespace docket::docketctl
