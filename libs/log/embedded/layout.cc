#include "libs/log/embedded/layout.h"

#include <limits>

#include "libs/base/big_endian.h"

// clang-format off
// log id    'i'                               -> text
// topic     't' name                          -> u16 number, u32 partitions
// record    'r' u16 topic u32 part u64 offset -> text key, u16 headers, (text name, text value)*, rest
// position  'p' u16 topic u32 part group      -> u64 next
// clang-format on
//
// Numbers are big-endian, a text is its u32 length and its bytes, the rest of a record is its
// value. One column family holds all: a quiet second one would keep the write-ahead log from being
// dropped. RocksDB keeps a checksum over every block and every write, so none is kept here.

namespace docket::log::embedded {
namespace {

constexpr size_t kPartitionCodeBytes = 6;
constexpr size_t kRecordKeyBytes = 1 + kPartitionCodeBytes + 8;

void PutText(std::string& out, std::string_view text) {
  PutU32(out, static_cast<uint32_t>(text.size()));
  out.append(text);
}

// Takes parts off the front of a value. Once a part is missing, everything after it is too.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}

  uint64_t Number(size_t width_bytes) {
    const std::string_view part = Take(width_bytes);
    return ok_ ? GetBigEndian(part, width_bytes) : 0;
  }
  std::string Text() { return std::string(Take(Number(4))); }
  std::string Rest() { return std::string(Take(rest_.size())); }
  bool ok() const { return ok_; }

 private:
  std::string_view Take(size_t bytes) {
    ok_ = ok_ && bytes <= rest_.size();
    if (!ok_) return {};
    const std::string_view part = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return part;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace

std::string LogIdKey() { return "i"; }

std::string TopicsBegin() { return "t"; }
std::string TopicsEnd() { return "u"; }
std::string TopicKey(std::string_view name) { return TopicsBegin().append(name); }
std::string_view TopicNameOf(std::string_view key) { return key.substr(1); }

std::string EncodeTopic(const Topic& topic) {
  std::string value;
  PutU16(value, topic.number);
  PutU32(value, static_cast<uint32_t>(topic.partitions));
  return value;
}

std::optional<Topic> DecodeTopic(std::string_view value) {
  if (value.size() != 6) return std::nullopt;
  return Topic{GetU16(value), static_cast<int32_t>(GetU32(value.substr(2)))};
}

std::string PartitionCode(uint16_t topic_number, int32_t partition) {
  std::string code;
  PutU16(code, topic_number);
  PutU32(code, static_cast<uint32_t>(partition));
  return code;
}

std::string RecordKey(std::string_view partition_code, Offset offset) {
  std::string key;
  key.reserve(kRecordKeyBytes);
  key.append("r").append(partition_code);
  PutU64(key, static_cast<uint64_t>(offset));
  return key;
}

std::string RecordsEnd(std::string_view partition_code) {
  return RecordKey(partition_code, std::numeric_limits<Offset>::max());
}

Offset OffsetOf(std::string_view record_key) {
  return static_cast<Offset>(GetU64(record_key.substr(1 + kPartitionCodeBytes)));
}

std::string EncodeRecord(const Record& record) {
  std::string value;
  value.reserve(SizeBytes(record) + 6 + 8 * record.headers.size());
  PutText(value, record.key);
  PutU16(value, static_cast<uint16_t>(record.headers.size()));
  for (const auto& [name, content] : record.headers) {
    PutText(value, name);
    PutText(value, content);
  }
  return value.append(record.value);
}

std::optional<Record> DecodeRecord(std::string_view value) {
  Cursor cursor(value);
  Record record;
  record.key = cursor.Text();
  for (uint64_t headers = cursor.Number(2); headers > 0 && cursor.ok(); --headers) {
    std::string name = cursor.Text();
    record.headers.emplace_back(std::move(name), cursor.Text());
  }
  record.value = cursor.Rest();
  if (!cursor.ok()) return std::nullopt;
  return record;
}

std::string PositionKey(std::string_view partition_code, std::string_view group) {
  return std::string("p").append(partition_code).append(group);
}

std::string EncodePosition(Offset next) {
  std::string value;
  PutU64(value, static_cast<uint64_t>(next));
  return value;
}

std::optional<Offset> DecodePosition(std::string_view value) {
  if (value.size() != 8) return std::nullopt;
  return static_cast<Offset>(GetU64(value));
}

}  // namespace docket::log::embedded
