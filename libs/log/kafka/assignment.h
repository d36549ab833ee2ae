#pragma once

// What a member of a consumer group was assigned, as the group keeps it: Kafka's "consumer"
// protocol, big-endian.
//
//   version i16, topics i32 of { name i16 + bytes, partitions i32 of i32 }, user data

#include <cstdint>
#include <string_view>
#include <vector>

namespace docket::log::kafka {

// The partitions of `topic` in `assignment`. None in what cannot be read: it is another's protocol.
std::vector<int32_t> AssignedPartitions(std::string_view assignment, std::string_view topic);

}  // namespace docket::log::kafka
