#pragma once

// A first look at a cluster, by a client that goes with it: whether it can be reached and lets us
// in, and what it is. A client that stays tries again for ever and says nothing.

#include <map>
#include <string>

#include "libs/base/status.h"
#include "libs/log/kafka/options.h"

namespace docket::log::kafka {

struct ClusterFacts {
  std::string id;
  std::map<std::string, int32_t> partitions;  // By topic.
};

// UNAVAILABLE: no broker answered in `options.connect_timeout`. PERMISSION_DENIED: they refuse the
// credentials; names user, mechanism and what to check. FAILED_PRECONDITION: a topic is not there;
// says how to make it. INVALID_ARGUMENT: a setting may not be given.
absl::StatusOr<ClusterFacts> Probe(const KafkaOptions& options);

}  // namespace docket::log::kafka
