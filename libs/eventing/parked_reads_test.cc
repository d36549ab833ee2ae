#include "libs/eventing/parked_reads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/misplaced.h"
#include "libs/testing/scripted_event_log.h"

namespace docket::eventing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const log::TopicPartition kEvents{"docket.ticket.events.v1", 2};
const log::TopicPartition kOthers{"docket.pool.events.v1", 2};

class ParkedReadsTest : public ::testing::Test {
 protected:
  ParkedReadsTest() {
    for (int i = 0; i < 10; ++i) log_.Land(kEvents, {"key", "value", {}});
    progress_.SetOwned(true);
    progress_.SetServing(true);
    progress_.SetWritten(0, 5);
  }

  // Parks a read for what is folded up to `offset`.
  void Park(log::Offset offset, std::chrono::nanoseconds deadline = seconds(20)) {
    reads_.Park({{kEvents, {offset, 0}}}, by_, deadline,
                [this](const absl::Status& status) { answers_.push_back(status); });
  }
  Turn StepAt(std::chrono::nanoseconds now) { return reads_.Step({Time{}, now}); }
  // Of two reads, each was refused with `message`.
  void ExpectBothUnavailable(std::string_view message) {
    ASSERT_EQ(answers_.size(), 2);
    for (const absl::Status& answer : answers_) {
      EXPECT_EQ(answer.code(), absl::StatusCode::kUnavailable);
      EXPECT_EQ(Message(answer), message);
    }
  }

  ParkedReads::By by_ = ParkedReads::By::kOwner;
  testing::ScriptedEventLog log_{4};
  UnitProgress progress_{{kEvents}};
  ParkedReads reads_{progress_, log_};
  std::vector<absl::Status> answers_;
};

TEST_F(ParkedReadsTest, AnswersAtOnceWhatIsWritten) {
  Park(5);
  EXPECT_THAT(answers_, ElementsAre(absl::OkStatus()));
}

TEST_F(ParkedReadsTest, DoesNotWaitForWhatIsFoldedElsewhere) {
  reads_.Park({{kOthers, {90, 0}}, {{kEvents.topic, 1}, {90, 0}}}, by_, seconds(20),
              [this](const absl::Status& status) { answers_.push_back(status); });
  EXPECT_THAT(answers_, ElementsAre(absl::OkStatus()));
}

TEST_F(ParkedReadsTest, WaitsUntilTheRowsAreWrittenSoFar) {
  Park(8);
  StepAt(seconds(1));
  progress_.SetWritten(0, 7);
  StepAt(seconds(2));
  EXPECT_THAT(answers_, IsEmpty());
  progress_.SetWritten(0, 8);
  EXPECT_TRUE(StepAt(seconds(3)).worked);
  EXPECT_THAT(answers_, ElementsAre(absl::OkStatus()));
  EXPECT_FALSE(StepAt(seconds(4)).worked);
}

TEST_F(ParkedReadsTest, SaysHowFarItIsShortlyBeforeTheDeadline) {
  Park(8, seconds(10));
  EXPECT_EQ(StepAt(seconds(1)).wake.monotonic, seconds(10) - milliseconds(20));
  StepAt(seconds(10) - milliseconds(21));
  EXPECT_THAT(answers_, IsEmpty());
  StepAt(seconds(10) - milliseconds(20));
  ASSERT_EQ(answers_.size(), 1);
  EXPECT_EQ(answers_[0].code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Message(answers_[0]),
            "docket.ticket.events.v1/2 is folded up to offset 5 here, the token asks for 8: ask "
            "again");
}

TEST_F(ParkedReadsTest, RefusesATokenBeyondTheEnd) {
  Park(10);
  Park(11);
  StepAt(seconds(1));
  StepAt(seconds(2));
  ASSERT_EQ(answers_.size(), 1);
  EXPECT_EQ(answers_[0].code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(std::string(Message(answers_[0])), HasSubstr("up to offset 11, but it ends at 10"));
}

TEST_F(ParkedReadsTest, JudgesByAnEndThatWasAskedForAfterTheReadCame) {
  log_.HoldEnds();
  Park(10);
  StepAt(seconds(1));  // Asks.
  log_.Land(kEvents, {"key", "value", {}});
  Park(11);  // What it waits for came after that question.
  log_.AnswerEnds();
  StepAt(seconds(2));
  log_.AnswerEnds();
  StepAt(seconds(3));
  EXPECT_THAT(answers_, IsEmpty());
}

TEST_F(ParkedReadsTest, RefusesAllWhenTheUnitServesNoMore) {
  Park(8);
  progress_.SetServing(false);
  StepAt(seconds(1));
  Park(5);
  ExpectBothUnavailable(
      "docket.ticket.events.v1/2 is not served here yet: ask again, with the same request_id");
}

TEST_F(ParkedReadsTest, SendsWhoAsksAnotherThanTheOwnerToIt) {
  progress_.SetServing(false);
  progress_.SetOwned(false);
  Park(5);
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(MisplacedIn(answers_[0]), ToText(kEvents));
}

TEST_F(ParkedReadsTest, LetsAnyoneWithWholeRowsAnswerWhatMayBeOld) {
  progress_.SetServing(false);
  progress_.SetOwned(false);
  by_ = ParkedReads::By::kAnyone;
  Park(5);
  progress_.SetShown(true);
  Park(5);
  ASSERT_EQ(answers_.size(), 2u);
  EXPECT_EQ(answers_[0].code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(answers_[1].ok());
}

TEST_F(ParkedReadsTest, SaysThatTheUnitIsHalted) {
  Park(8);
  progress_.SetHalted();
  progress_.SetServing(false);
  StepAt(seconds(1));
  Park(5);
  ExpectBothUnavailable(
      "docket.ticket.events.v1/2 is halted here: nothing of it is taken or told until an operator "
      "has mended it");
}

TEST_F(ParkedReadsTest, AreBounded) {
  for (size_t i = 0; i < ParkedReads::kParkedMax; ++i) Park(8);
  EXPECT_THAT(answers_, IsEmpty());
  Park(8);
  ASSERT_EQ(answers_.size(), 1);
  EXPECT_EQ(answers_[0].code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace docket::eventing
