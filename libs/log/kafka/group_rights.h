#pragma once

// Whether the groups of a service may be used, asked without writing. Nobody tells a member or a
// keeper of positions that it may not: it would ask for ever. So each group is sent a position of a
// partition that no topic has. Brokers look first whether the sender may use the group and then at
// the partition, so that either answer leaves what they keep as it is.

#include <string>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/kafka/options.h"

namespace docket::log {

// PERMISSION_DENIED names the first group of `services` (kafka/groups.h) that may not be used, and
// how that is granted. A group of which nothing is heard in `options.connect_timeout` is passed
// over: its coordinator is away, and is asked again by whoever needs it. `options` has topics that
// are there. What a host calls before it joins.
absl::Status RequireGroups(const KafkaOptions& options, const std::vector<std::string>& services);

}  // namespace docket::log
