#pragma once

// What a data directory remembers of the topics that its stores were folded from: how many
// partitions each had. Kafka lets an operator add some at any time, after which every slot means
// another partition and nothing that is there is found any more.

#include <cstdint>
#include <map>
#include <string>

#include "libs/base/status.h"

namespace docket::hosting {

// Compares `partitions`, by topic of the log `log_id`, with what the file `topics` in `directory`
// has of that log, and adds to it what it lacks; what it has of another log is forgotten.
// FAILED_PRECONDITION names a topic whose number is another, DATA_LOSS a file that cannot be
// understood, UNAVAILABLE one that cannot be read or written.
absl::Status RememberTopics(const std::string& directory, const std::string& log_id,
                            const std::map<std::string, int32_t>& partitions);

}  // namespace docket::hosting
