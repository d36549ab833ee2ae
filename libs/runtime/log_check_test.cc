#include "libs/runtime/log_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/scripted_event_log.h"

namespace docket::runtime {
namespace {

using ::testing::HasSubstr;

const log::TopicPartition kPlace{"docket.ticket.events.v1", 0};

// The position behind the record `value` at `offset`.
store::Position At(log::Offset offset, std::string_view value) {
  return {.next = offset + 1, .last_offset = offset, .last_digest = Digest::Of(value)};
}

class LogCheckTest : public ::testing::Test {
 protected:
  LogCheckTest() {
    log_.Land(kPlace, {"TK-1", "first", {}});
    log_.Skip(kPlace, 2);
    log_.Land(kPlace, {"TK-1", "second", {}});
  }
  absl::Status Check(const store::Position& position) {
    return CheckAgainstLog(log_, kPlace, position);
  }

  testing::ScriptedEventLog log_;
};

TEST_F(LogCheckTest, TellsTheEnd) { EXPECT_EQ(*AwaitEnd(log_, kPlace), 4); }

TEST_F(LogCheckTest, TakesAStoreWhoseLastRecordStandsInTheLog) {
  EXPECT_TRUE(Check({}).ok());
  EXPECT_TRUE(Check(At(0, "first")).ok());
  EXPECT_TRUE(Check(At(3, "second")).ok());
}

TEST_F(LogCheckTest, SaysThatALogBehindItsStoreLostRecords) {
  const absl::Status status = Check(At(4, "third"));
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(std::string(Message(status)), HasSubstr("docket.ticket.events.v1/0"));
  EXPECT_THAT(std::string(Message(status)), HasSubstr("the log ends at 4"));
  EXPECT_EQ(log_.known_end(kPlace), 5) << "an older answer would pass for a loss";
}

TEST_F(LogCheckTest, RefusesAStoreThatFoldedAnotherRecord) {
  EXPECT_EQ(Check(At(3, "another")).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Check(At(1, "first")).code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(LogCheckTest, LooksAtOffsetsOnlyWhereNoRecordIsKept) {
  EXPECT_TRUE(Check({.next = 4, .last_offset = -1, .last_digest = {}}).ok());
  EXPECT_EQ(Check({.next = 5, .last_offset = -1, .last_digest = {}}).code(),
            absl::StatusCode::kOutOfRange);
}

TEST_F(LogCheckTest, DoesNotBlameAStoreForADamagedLog) {
  log_.Damage(kPlace, 3);
  EXPECT_TRUE(Check(At(3, "second")).ok());
}

}  // namespace
}  // namespace docket::runtime
