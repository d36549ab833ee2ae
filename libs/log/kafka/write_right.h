#pragma once

// Whether topics may be written, asked without writing. Kafka answers no such question to a client
// of this age, and a right that is missing would be found by the first append: for the quarantine
// years later. So each topic is sent a record that is one byte too large for it. Brokers look first
// whether the sender may write and then at the size, so that either answer leaves the log as it is.

#include <cstdint>
#include <map>
#include <string>

#include "libs/base/status.h"
#include "libs/log/kafka/contact.h"

namespace docket::log::kafka {

// `record_bytes_max` is by topic what its max.message.bytes says now; topics that take more than 16
// MiB are not asked. PERMISSION_DENIED names the first topic that may not be written, and how that
// is granted; UNAVAILABLE if the brokers say neither.
absl::Status RequireWritable(const Contact& contact,
                             const std::map<std::string, int64_t>& record_bytes_max);

}  // namespace docket::log::kafka
