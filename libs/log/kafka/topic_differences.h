#pragma once

// How a topic that is there differs from what it has to be, in sentences that say how to mend it.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/log/kafka/topic_spec.h"

namespace docket::log {

// A topic as it is.
struct TopicFacts {
  int32_t partitions = 0;
  int32_t replication = 0;                    // Of the partition with the fewest copies.
  std::map<std::string, std::string> config;  // In force, defaults included.
};

struct TopicDifference {
  std::string topic;
  std::string what;  // "retention.ms", "partitions", "replication"; "topic" if there is none.
  std::string is;
  std::string must;
  std::string mend;  // What to do about it, with the command.
};

// "topic X: retention.ms is 1000 but must be -1; mend it by `...`".
std::string ToText(const TopicDifference& difference);

// None if the topic is as `spec` asks. `brokers` is what commands name.
std::vector<TopicDifference> DifferencesOf(const TopicSpec& spec,
                                           const std::optional<TopicFacts>& there,
                                           std::string_view brokers);

}  // namespace docket::log
