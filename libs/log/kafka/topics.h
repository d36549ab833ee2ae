#pragma once

// Topics of a cluster as an operator makes and checks them, and as a host demands them at its
// start. Every call waits for the cluster, for `options.connect_timeout` at most, and fails as
// kafka/contact.h says.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/kafka/options.h"
#include "libs/log/kafka/topic_differences.h"
#include "libs/log/kafka/topic_spec.h"

namespace docket::log {

// Makes those of `topics` that are not there yet, and says which. Topics that are there stay as
// they are, however they are. Where one cannot be made, others may have been.
absl::StatusOr<std::vector<std::string>> MakeMissingTopics(const KafkaOptions& options,
                                                           const std::vector<TopicSpec>& topics);

// The topics called `names` as they are; none where there is none.
absl::StatusOr<std::map<std::string, std::optional<TopicFacts>>> DescribeTopics(
    const KafkaOptions& options, const std::vector<std::string>& names);

// How the cluster's topics differ from `topics`.
absl::StatusOr<std::vector<TopicDifference>> CheckTopics(const KafkaOptions& options,
                                                         const std::vector<TopicSpec>& topics);

// OK if `options.topics` are there by the rules of kafka/topic_spec.h, with at least `replication`
// copies and all with equally many partitions, the quarantine with one. Otherwise
// FAILED_PRECONDITION with a sentence for each difference; PERMISSION_DENIED if one may not be
// written. What a host calls before it opens the log, which then asks whether they may be read.
absl::Status RequireTopics(const KafkaOptions& options, int32_t replication);

}  // namespace docket::log
