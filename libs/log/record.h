#pragma once

// What a topic holds, and where.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docket::log {

// Where a record stands in its partition. Offsets rise from 0 and may have gaps.
using Offset = int64_t;

struct TopicPartition {
  std::string topic;
  int32_t partition = 0;

  friend auto operator<=>(const TopicPartition&, const TopicPartition&) = default;
};

// "docket.ticket.events.v1/3", for messages.
std::string ToText(const TopicPartition& place);

// A record to be appended or one that was read. `value` is written once and never serialised again:
// digests cover these bytes. Headers follow CloudEvents' Kafka binding and are never trusted.
struct Record {
  std::string key;
  std::string value;
  std::vector<std::pair<std::string, std::string>> headers;

  friend bool operator==(const Record&, const Record&) = default;
};

// Bytes of key, value and headers: what every limit on records counts.
size_t SizeBytes(const Record& record);

// A record with its place.
struct LogRecord {
  Offset offset = 0;
  Record record;
};

// "docket.<aggregate>.events.v1" and "docket.<aggregate>.commands.v1" (architecture.md 3).
std::string EventsTopic(std::string_view aggregate);
std::string CommandsTopic(std::string_view aggregate);
// Where unreadable records are kept with origin, bytes and reason.
inline constexpr char kQuarantineTopic[] = "docket.quarantine.v1";
// Whether `topic` has one partition, however many others have: the quarantine, and settings, which
// every instance folds whole.
bool HasOnePartition(std::string_view topic);

}  // namespace docket::log
