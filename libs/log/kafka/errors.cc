#include "libs/log/kafka/errors.h"

#include <string>

namespace docket::log::kafka {
namespace {

absl::StatusCode CodeOf(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION: return absl::StatusCode::kPermissionDenied;
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART: return absl::StatusCode::kNotFound;
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD: return absl::StatusCode::kInvalidArgument;
    case RD_KAFKA_RESP_ERR_INVALID_PARTITIONS:
    case RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR:
    case RD_KAFKA_RESP_ERR_INVALID_CONFIG:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION: return absl::StatusCode::kFailedPrecondition;
    default: return absl::StatusCode::kUnavailable;
  }
}

}  // namespace

absl::Status ToStatus(rd_kafka_resp_err_t code, std::string_view doing) {
  return MakeStatus(CodeOf(code), std::string(doing) + ": Kafka says " + rd_kafka_err2str(code) +
                                      " (" + rd_kafka_err2name(code) + ")");
}

absl::Status ToStatus(const Fault& fault, std::string_view doing) {
  if (fault == nullptr) return absl::OkStatus();
  return MakeStatus(CodeOf(rd_kafka_error_code(fault.get())),
                    std::string(doing) + ": Kafka says " + rd_kafka_error_string(fault.get()) +
                        " (" + rd_kafka_error_name(fault.get()) + ")");
}

}  // namespace docket::log::kafka
