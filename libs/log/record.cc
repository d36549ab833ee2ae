#include "libs/log/record.h"

namespace docket::log {

std::string ToText(const TopicPartition& place) {
  return place.topic + "/" + std::to_string(place.partition);
}

size_t SizeBytes(const Record& record) {
  size_t bytes = record.key.size() + record.value.size();
  for (const auto& [name, value] : record.headers) bytes += name.size() + value.size();
  return bytes;
}

std::string EventsTopic(std::string_view aggregate) {
  return "docket." + std::string(aggregate) + ".events.v1";
}

std::string CommandsTopic(std::string_view aggregate) {
  return "docket." + std::string(aggregate) + ".commands.v1";
}

bool HasOnePartition(std::string_view topic) {
  return topic == kQuarantineTopic || topic == EventsTopic("setting");
}

}  // namespace docket::log
