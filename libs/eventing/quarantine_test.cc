#include "libs/eventing/quarantine.h"

#include <gtest/gtest.h>

#include "docket/log/v1/log_events.pb.h"
#include "libs/testing/scripted_event_log.h"

namespace docket::eventing {
namespace {

const log::TopicPartition kPlace{"docket.umbrella.events.v1", 3};

TEST(Quarantine, KeepsOriginBytesAndReasonUnderTheRecordsPlace) {
  const log::Record record = QuarantineCopy(kPlace, 17, {"\xff", "\xfe", {}}, "unreadable");
  EXPECT_EQ(record.key, "docket.umbrella.events.v1/3/17");
  log::v1::QuarantinedRecord copy;
  ASSERT_TRUE(copy.ParseFromString(record.value));
  EXPECT_EQ(copy.topic(), kPlace.topic);
  EXPECT_EQ(copy.partition(), 3);
  EXPECT_EQ(copy.offset(), 17);
  EXPECT_EQ(copy.key(), "\xff");
  EXPECT_EQ(copy.value(), "\xfe");
  EXPECT_EQ(copy.reason(), "unreadable");
}

// A copy that the log refuses would halt the partition that the original did not.
TEST(Quarantine, FitsWhateverItsOriginIs) {
  const std::string huge(1'000'000, 'x');
  const log::Record record = QuarantineCopy(kPlace, 17, {huge, huge, {}}, "too large");
  EXPECT_LT(log::SizeBytes(record), 1'000'000);
  log::v1::QuarantinedRecord copy;
  ASSERT_TRUE(copy.ParseFromString(record.value));
  EXPECT_EQ(copy.value_size(), huge.size());
}

TEST(Quarantine, HasAPlaceForEachPartition) {
  testing::ScriptedEventLog log(2);
  EXPECT_EQ(QuarantinePlace(log, 3)->partition, 1);
  log.Without(log::kQuarantineTopic);
  EXPECT_EQ(QuarantinePlace(log, 3).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace docket::eventing
