#pragma once

// What librdkafka says while no broker has let us in, in words for who set this up: as whom we
// called, what was answered and what to check. No password is ever among them.

#include <string>

#include "libs/base/status.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/options.h"

namespace docket::log::kafka {

struct Complaint {
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::string text;  // Empty as long as nothing was heard.
};

// "SASL_SSL as user docket with mechanism PLAIN".
std::string HowCalled(const KafkaOptions& options);

// PERMISSION_DENIED: who calls has not the right to `operation` (Kafka's name) on `topic`; says how
// it is granted.
absl::Status MayNot(const KafkaOptions& options, const std::string& operation,
                    const std::string& topic);

// Likewise who may not use `group`.
absl::Status MayNotUse(const KafkaOptions& options, const std::string& group);

// PERMISSION_DENIED if the brokers refuse us, UNAVAILABLE if we cannot trust them; OK if trying on
// may help, as it does while brokers start.
absl::Status Verdict(const KafkaOptions& options, const Complaint& complaint);

// UNAVAILABLE: the time is over, and `complaint` was the last.
absl::Status NoAnswer(const KafkaOptions& options, const Complaint& complaint);

}  // namespace docket::log::kafka
