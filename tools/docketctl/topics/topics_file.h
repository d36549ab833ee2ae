#pragma once

// Topics as data: a YAML file with one entry per topic (deploy/kafka/topics.yaml).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/kafka/topic_spec.h"

namespace docket::docketctl {

// What a command line says instead of the file's defaults.
struct TopicOverrides {
  // For the topics that name no number of their own.
  std::optional<int32_t> partitions{};
  // For all topics; with fewer copies fewer have to be in step.
  std::optional<int32_t> replication{};
};

// The topics of `text` in its order. INVALID_ARGUMENT names `file` with the line and what is wrong
// there, or the rule of kafka/topic_spec.h that a topic breaks.
absl::StatusOr<std::vector<log::TopicSpec>> ParseTopics(const std::string& text,
                                                        const std::string& file,
                                                        const TopicOverrides& overrides);

// Likewise of the file at `path`; of the one that this release was built with if it is empty.
absl::StatusOr<std::vector<log::TopicSpec>> LoadTopics(const std::string& path,
                                                       const TopicOverrides& overrides);

}  // namespace docket::docketctl
