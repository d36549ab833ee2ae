#include "libs/log/embedded/layout.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace docket::log::embedded {
namespace {

using namespace std::string_literals;

TEST(EmbeddedLayout, KeepsTheBytesOfItsFirstRelease) {
  const std::string code = PartitionCode(1, 2);
  EXPECT_EQ(TopicKey("docket.x"), "tdocket.x");
  EXPECT_EQ(EncodeTopic({1, 2}), "\0\1\0\0\0\2"s);
  EXPECT_EQ(RecordKey(code, 259), "r\0\1\0\0\0\2\0\0\0\0\0\0\1\3"s);
  EXPECT_EQ(PositionKey(code, "g"), "p\0\1\0\0\0\2g"s);
  EXPECT_EQ(EncodeRecord({"k", "value", {{"n", "v"}}}), "\0\0\0\1k\0\1\0\0\0\1n\0\0\0\1vvalue"s);
}

TEST(EmbeddedLayout, SortsRecordsByPartitionThenOffset) {
  const std::string one = PartitionCode(0, 1);
  const std::string two = PartitionCode(0, 2);
  EXPECT_LT(RecordKey(one, 255), RecordKey(one, 256));
  EXPECT_LT(RecordKey(one, 1'000'000), RecordsEnd(one));
  EXPECT_LT(RecordsEnd(one), RecordKey(two, 0));
}

TEST(EmbeddedLayout, GivesRecordsBackUnchanged) {
  const Record records[] = {
      {"", "", {}}, {"k", "", {{"", ""}}}, {"\0k"s, "v\0\xff"s, {{"a", "1"}, {"a", "2"}}}};
  for (const Record& record : records) {
    EXPECT_TRUE(DecodeRecord(EncodeRecord(record)) == record);
  }
}

// Cut anywhere before the value begins, which takes all that is left.
TEST(EmbeddedLayout, ReadsNoRecordFromACutValue) {
  const std::string whole = EncodeRecord({"key", "", {{"name", "content"}}});
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(DecodeRecord(std::string_view(whole).substr(0, size)).has_value()) << size;
  }
}

TEST(EmbeddedLayout, ReadsNoTopicOrPositionOfAnotherSize) {
  EXPECT_FALSE(DecodeTopic("12345").has_value());
  EXPECT_FALSE(DecodePosition("1234567").has_value());
  EXPECT_EQ(DecodePosition(EncodePosition(7)), 7);
}

}  // namespace
}  // namespace docket::log::embedded
