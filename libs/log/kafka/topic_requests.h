#pragma once

// What brokers are asked about topics, and told to do with them.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/kafka/contact.h"
#include "libs/log/kafka/topic_differences.h"
#include "libs/log/kafka/topic_spec.h"

namespace docket::log::kafka {

// Makes those of `topics` that are not there, and says which. PERMISSION_DENIED, INVALID_ARGUMENT
// and FAILED_PRECONDITION say what to change.
absl::StatusOr<std::vector<std::string>> CreateTopics(Contact& contact,
                                                      const std::vector<TopicSpec>& topics);

// The topics called `names` as they are, none where there is none. PERMISSION_DENIED says which
// right is missing.
absl::StatusOr<std::map<std::string, std::optional<TopicFacts>>> DescribeTopics(
    Contact& contact, const std::vector<std::string>& names);

}  // namespace docket::log::kafka
