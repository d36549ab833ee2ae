#include "libs/hosting/log_ends.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/scripted_event_log.h"

namespace docket::hosting {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::Optional;

const log::TopicPartition kFirst{"docket.umbrella.events.v1", 0};
const log::TopicPartition kSecond{"docket.umbrella.events.v1", 1};

class LogEndsTest : public ::testing::Test {
 protected:
  void Land(const log::TopicPartition& place) { log_->Land(place, {"key", "value", {}}); }

  testing::ScriptedEventLog* log_ = new testing::ScriptedEventLog(2);  // Owned by ends_.
  LogEnds ends_{std::unique_ptr<log::EventLog>(log_), {kFirst, kSecond}};
};

TEST_F(LogEndsTest, AreToldInTheOrderOfTheirPlaces) {
  Land(kSecond);
  Land(kSecond);
  EXPECT_THAT(ends_.Ask(milliseconds(1'000)), ElementsAre(Optional(0), Optional(2)));
}

TEST_F(LogEndsTest, AreThoseOfNowWheneverTheyAreAskedFor) {
  ends_.Ask(milliseconds(1'000));
  Land(kFirst);
  EXPECT_THAT(ends_.Ask(milliseconds(1'000)), ElementsAre(Optional(1), Optional(0)));
}

TEST_F(LogEndsTest, AreNotWaitedForLongerThanPatienceAllows) {
  log_->HoldEnds();
  EXPECT_THAT(ends_.Ask(milliseconds(2)), ElementsAre(std::nullopt, std::nullopt));
}

// An answer that comes late is of a log as it stood then.
TEST_F(LogEndsTest, OfAnEarlierQuestionAreNotTakenForThoseOfNow) {
  log_->HoldEnds();
  ends_.Ask(milliseconds(2));
  Land(kFirst);
  log_->AnswerEnds();
  EXPECT_THAT(ends_.Ask(milliseconds(2)), ElementsAre(std::nullopt, std::nullopt));
  EXPECT_EQ(log_->ends_waiting(), 2);
}

TEST_F(LogEndsTest, ThatTheLogCannotTellAreAskedForByTheNextPage) {
  log_->HoldEnds();
  ends_.Ask(milliseconds(2));
  log_->AnswerEnds(/*failing=*/true);
  ends_.Ask(milliseconds(2));
  EXPECT_EQ(log_->ends_waiting(), 2);
}

}  // namespace
}  // namespace docket::hosting
