#pragma once

// What librdkafka says, as a Status.

#include <string_view>

#include "libs/base/status.h"
#include "libs/log/kafka/handles.h"

namespace docket::log::kafka {

// "doing: what Kafka said". PERMISSION_DENIED: not authorised. NOT_FOUND: no such topic or
// partition. INVALID_ARGUMENT: too large. FAILED_PRECONDITION: a topic that the cluster does not
// want to have so. Otherwise UNAVAILABLE, to be tried again: librdkafka tries again by itself for
// ever, and a broker's errors pass.
absl::Status ToStatus(rd_kafka_resp_err_t code, std::string_view doing);

// OK for none.
absl::Status ToStatus(const Fault& fault, std::string_view doing);

}  // namespace docket::log::kafka
