#pragma once

// What the database of an embedded log holds, byte by byte. The grammar stands in layout.cc.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libs/log/record.h"

namespace docket::log::embedded {

// The release of this layout, kept in the directory's FORMAT file.
inline constexpr int kFormat = 1;

// A topic as the database knows it. Its number stands in keys instead of its name.
struct Topic {
  uint16_t number = 0;
  int32_t partitions = 0;
};

// The key of the log's id, whose value is the id's text.
std::string LogIdKey();

// All topic rows have keys in [TopicsBegin(), TopicsEnd()).
std::string TopicsBegin();
std::string TopicsEnd();
std::string TopicKey(std::string_view name);
std::string_view TopicNameOf(std::string_view key);
std::string EncodeTopic(const Topic& topic);
// None if `value` is not what EncodeTopic writes.
std::optional<Topic> DecodeTopic(std::string_view value);

// How keys name a partition.
std::string PartitionCode(uint16_t topic_number, int32_t partition);

// Keys of one partition sort as their offsets do.
std::string RecordKey(std::string_view partition_code, Offset offset);
// A key above that of every record in the partition.
std::string RecordsEnd(std::string_view partition_code);
// The offset in a record's key.
Offset OffsetOf(std::string_view record_key);
std::string EncodeRecord(const Record& record);
// None if `value` is not what EncodeRecord writes.
std::optional<Record> DecodeRecord(std::string_view value);

std::string PositionKey(std::string_view partition_code, std::string_view group);
std::string EncodePosition(Offset next);
// None if `value` is not what EncodePosition writes.
std::optional<Offset> DecodePosition(std::string_view value);

}  // namespace docket::log::embedded
