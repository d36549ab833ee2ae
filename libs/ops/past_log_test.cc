#include "libs/ops/past_log.h"

#include <variant>

#include <gtest/gtest.h>

#include "libs/testing/scripted_event_log.h"

namespace docket::ops {
namespace {

const log::TopicPartition kPlace{"docket.umbrella.events.v1", 0};
const log::TopicPartition kOther{"docket.umbrella.events.v1", 1};

class PastLogTest : public ::testing::Test {
 protected:
  PastLogTest() {
    for (int i = 0; i < 5; ++i) log_.Land(kPlace, {"key", std::to_string(i), {}});
    log_.Land(kOther, {"key", "other", {}});
  }
  PastLog EndingAt(log::Offset end) {
    return PastLog(log_,
                   {{ToText(kPlace), {.next = end, .last_offset = end - 1, .last_digest = {}}}});
  }

  testing::ScriptedEventLog log_{2};
};

TEST_F(PastLogTest, EndsAtThePosition) {
  PastLog past = EndingAt(3);
  const log::ReadResult read = past.Read(kPlace, 1, {});
  const auto& records = std::get<log::Records>(read).records;
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records.back().record.value, "2");
  EXPECT_EQ(std::get<log::CaughtUp>(past.Read(kPlace, 3, {})).next, 3);
  EXPECT_EQ(*past.Poll(past.QueryEnd(kPlace, 0)).value(), 3);
}

TEST_F(PastLogTest, HasNothingInPlacesThatWereNotFolded) {
  PastLog past = EndingAt(3);
  EXPECT_EQ(std::get<log::CaughtUp>(past.Read(kOther, 0, {})).next, 0);
}

TEST_F(PastLogTest, ReachesAnEndBehindAGap) {
  log_.Skip(kPlace, 10);
  log_.Land(kPlace, {"key", "behind", {}});
  EXPECT_EQ(std::get<log::CaughtUp>(EndingAt(12).Read(kPlace, 5, {})).next, 12);
}

TEST_F(PastLogTest, AcknowledgesWhatItKeepsToItself) {
  PastLog past = EndingAt(5);
  const auto result = past.Poll(past.Append(kPlace, {{"key", "new", {}}}));
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(std::get<log::Written>(*result).offsets, std::vector{log::kPlaceUnknown});
  EXPECT_EQ(log_.records(kPlace).size(), 5U);
}

TEST_F(PastLogTest, KeepsItsEndForEveryGroup) {
  PastLog past = EndingAt(4);
  EXPECT_EQ(*past.Poll(past.Query("desk", kPlace)).value(), 4);
}

}  // namespace
}  // namespace docket::ops
