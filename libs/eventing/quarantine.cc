#include "libs/eventing/quarantine.h"

#include "docket/log/v1/log_events.pb.h"

namespace docket::eventing {
namespace {

constexpr size_t kKeyBytesMax = 64 << 10;
constexpr size_t kValueBytesMax = 512 << 10;

}  // namespace

log::Record QuarantineCopy(const log::TopicPartition& place, log::Offset offset,
                           const log::Record& record, std::string_view reason) {
  log::v1::QuarantinedRecord copy;
  copy.set_topic(place.topic);
  copy.set_partition(place.partition);
  copy.set_offset(offset);
  copy.set_key(record.key.substr(0, kKeyBytesMax));
  copy.set_value(record.value.substr(0, kValueBytesMax));
  copy.set_value_size(record.value.size());
  copy.set_reason(std::string(reason));
  return {ToText(place) + "/" + std::to_string(offset), copy.SerializeAsString(), {}};
}

absl::StatusOr<log::TopicPartition> QuarantinePlace(const log::EventLog& log, int32_t partition) {
  DOCKET_ASSIGN_OR_RETURN(const int32_t partitions, log.PartitionCount(log::kQuarantineTopic));
  return log::TopicPartition{log::kQuarantineTopic, partition % partitions};
}

}  // namespace docket::eventing
