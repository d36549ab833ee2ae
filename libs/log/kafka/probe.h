#pragma once

// A first look at a cluster, by a client that goes with it: whether it can be reached and lets us
// in, what it is, and whether the topics are there and may be read.

#include <cstdint>
#include <map>
#include <string>

#include "libs/base/status.h"
#include "libs/log/kafka/options.h"

namespace docket::log::kafka {

struct ClusterFacts {
  std::string id;
  std::map<std::string, int32_t> partitions;  // By topic.
};

// UNAVAILABLE: no broker answered in `options.connect_timeout`, or we cannot trust it.
// PERMISSION_DENIED: they refuse us, or a right to a topic is missing; names as whom we called and
// what to check or to grant. FAILED_PRECONDITION: a topic is not there; says how to make it.
// INVALID_ARGUMENT: a setting may not be given.
absl::StatusOr<ClusterFacts> Probe(const KafkaOptions& options);

}  // namespace docket::log::kafka
