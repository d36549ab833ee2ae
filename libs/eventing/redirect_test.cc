// Commands that one aggregate leaves to another: a lending of a scrapped umbrella goes to the one
// in its place.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/eventing/command_loop.h"
#include "libs/testing/toy/command_loop_desk.h"

namespace docket::eventing {
namespace {

using std::chrono::seconds;
using testing::Caller;
using ::testing::ElementsAre;
using testing::Fate;
using ::testing::IsEmpty;
using testing::LendText;
using ::testing::Pair;
using testing::Umbrella;
using testing::UmbrellaCall;
using testing::UmbrellaHistory;

const std::string kRed = Umbrella::IdOf("acme", "red");
const std::string kNext = Umbrella::SuccessorOf(kRed);
const std::string kLend = LendText("ada");

class RedirectTest : public ::testing::Test, protected testing::CommandLoopDesk {
 protected:
  void Steps(int count = 4) {
    for (int i = 0; i < count; ++i) ASSERT_TRUE(Step().ok());
  }
  Caller& Asked(Command command) {
    Caller& caller = Call(std::move(command));
    Steps();
    EXPECT_TRUE(caller.answered());
    return caller;
  }
  Caller& Asked(std::string_view id, const std::string& command, std::string_view request) {
    return Asked(UmbrellaCall(id, command, request));
  }
  void Scrap(std::string_view id) { EXPECT_TRUE(Asked(id, "scrap {}", "scrap").status().ok()); }
};

TEST_F(RedirectTest, IsDecidedAndAnsweredByTheOtherAggregate) {
  Scrap(kRed);
  const Caller& lend = Asked(kRed, kLend, "r1");
  ASSERT_TRUE(lend.status().ok()) << lend.status();
  EXPECT_EQ(lend.receipt().aggregate_id, kNext);
  EXPECT_EQ(lend.receipt().version, 1);
  const CommitHeader& header = kind.HeaderOf(*lend.receipt().commit);
  EXPECT_EQ(header.aggregate_id(), kNext);
  EXPECT_EQ(header.command_id(), PersonCommandId("acme", "clerk", "r1").bytes());
  EXPECT_THAT(InLog(), ElementsAre("1 scrapped", "1 lent"));
}

TEST_F(RedirectTest, AnswersARetryByItsFirstAnswer) {
  Scrap(kRed);
  const Receipt first = Asked(kRed, kLend, "r1").receipt();
  Asked(kNext, "collect {}", "r2");
  now.wall += seconds(9);
  const Receipt again = Asked(kRed, kLend, "r1").receipt();
  EXPECT_EQ(again.aggregate_id, kNext);
  EXPECT_EQ(again.version, 1);
  EXPECT_EQ(again.time, first.time);
  EXPECT_THAT(InLog(), ElementsAre("1 scrapped", "1 lent", "2 collected"));
}

TEST_F(RedirectTest, LeavesWhatWasDoneBeforeTheRedirectWhereItIs) {
  Asked(kRed, kLend, "r1");
  Asked(kRed, "collect {}", "r2");
  Scrap(kRed);
  EXPECT_EQ(Asked(kRed, kLend, "r1").receipt().aggregate_id, kRed);
  EXPECT_THAT(InLog(), ElementsAre("1 lent", "2 collected", "3 scrapped"));
}

TEST_F(RedirectTest, RefusesARequestIdWithOtherContent) {
  Scrap(kRed);
  Asked(kRed, kLend, "r1");
  EXPECT_EQ(Asked(kRed, LendText("bob"), "r1").reason(), "REQUEST_REUSED");
}

TEST_F(RedirectTest, IsHeldBehindTheOtherAggregatesCommitInFlight) {
  Scrap(kRed);
  log.Hold(events);
  Caller& first = Call(kRed, kLend, "r1");
  Steps();
  Caller& retry = Call(kRed, kLend, "r1");
  Caller& other = Call(kRed, LendText("bob"), "r2");
  Steps();
  EXPECT_THAT(Held(), ElementsAre("1 lent"));
  log.Resolve(events, Fate::kLands);
  Steps();
  EXPECT_EQ(first.receipt().version, 1);
  EXPECT_EQ(retry.receipt().version, 1);
  EXPECT_EQ(other.reason(), "LENT");
}

TEST_F(RedirectTest, MeansTheExpectedVersionForTheAggregateThatWasAddressed) {
  Scrap(kRed);
  Command command = UmbrellaCall(kRed, kLend, "r1");
  command.expected_version = 7;
  EXPECT_EQ(Asked(command).reason(), "VERSION_CONFLICT");
  EXPECT_THAT(InLog(), ElementsAre("1 scrapped"));
  command.expected_version = 1;
  EXPECT_EQ(Asked(command).receipt().aggregate_id, kNext);
}

// Whatever its head has become, a retry is what was asked first.
TEST_F(RedirectTest, AnswersARetryThoughTheVersionItExpectedIsGone) {
  Scrap(kRed);
  Command command = UmbrellaCall(kRed, kLend, "r1");
  Asked(command);
  command.expected_version = 0;
  EXPECT_EQ(Asked(command).receipt().aggregate_id, kNext);
}

TEST_F(RedirectTest, ValidatesWhereItWouldBeDecided) {
  Scrap(kRed);
  Command command = UmbrellaCall(kRed, kLend, "r1");
  command.validate_only = true;
  const Caller& would = Asked(command);
  ASSERT_TRUE(would.status().ok());
  EXPECT_EQ(would.receipt().aggregate_id, kNext);
  EXPECT_EQ(would.receipt().commit, nullptr);
  EXPECT_THAT(InLog(), ElementsAre("1 scrapped"));
  Asked(kNext, kLend, "r2");
  EXPECT_EQ(Asked(command).reason(), "LENT");
}

TEST_F(RedirectTest, FollowsSeveralAndThenSaysThatSomethingIsWrong) {
  std::string id = kRed;
  for (int i = 0; i < CommandLoop::kRedirectsMax; ++i) {
    Scrap(id);
    id = Umbrella::SuccessorOf(id);
  }
  EXPECT_EQ(Asked(kRed, kLend, "r1").receipt().aggregate_id, id);
  Asked(id, "collect {}", "r2");
  Scrap(id);
  EXPECT_EQ(Asked(kRed, LendText("bob"), "r3").code(), absl::StatusCode::kInternal);
}

// Expiring looks for the call in the lane of the aggregate that has it now.
TEST_F(RedirectTest, ExpiresWhereItWaits) {
  Scrap(kRed);
  log.Hold(events);
  Caller& lend = Call(kNext, kLend, "r1");
  Command command = UmbrellaCall(kRed, LendText("bob"), "r2");
  command.deadline = now.monotonic + seconds(2);
  Caller& behind = Call(std::move(command));
  Steps();
  now.monotonic += seconds(2);
  Steps();
  EXPECT_EQ(behind.code(), absl::StatusCode::kUnavailable);
  log.Resolve(events, Fate::kLands);
  Steps();
  EXPECT_EQ(lend.receipt().version, 1);
  EXPECT_THAT(Held(), IsEmpty());
}

TEST_F(RedirectTest, BringsATopicsCommandToTheOtherAggregate) {
  Scrap(kRed);
  Topic(0, kRed, kLend, "key");
  Steps();
  EXPECT_THAT(InLog(), ElementsAre("1 scrapped", "1 lent"));
  Topic(1, kRed, kLend, "key");  // The machine sends it again.
  Steps();
  EXPECT_THAT(InLog(), ElementsAre("1 scrapped", "1 lent"));
  EXPECT_EQ(loop.FinishedBefore(2), 2);
}

TEST_F(RedirectTest, RefusesATopicsCommandOnlyWhenTheFoldHasSeenItsCause) {
  Scrap(kRed);
  Asked(kNext, kLend, "r1");
  log.HoldEnds();
  Topic(0, kRed, LendText("bob"), "key");
  Steps();
  EXPECT_THAT(loop.counters().refused, IsEmpty());
  EXPECT_EQ(loop.FinishedBefore(1), 0);
  log.AnswerEnds();
  Steps();
  EXPECT_THAT(loop.counters().refused, ElementsAre(Pair("LENT", 1)));
  EXPECT_EQ(loop.FinishedBefore(1), 1);
}

// Another owner scraps the umbrella while our lending is under way.
TEST_F(RedirectTest, FollowsAfterALostRace) {
  UmbrellaHistory history("red");
  log.Hold(events);
  Caller& lend = Call(kRed, kLend, "r1");
  Steps();
  Land(history, history.Add("scrapped {}"));
  log.Resolve(events, Fate::kVanishes);
  Steps();
  log.Release(events);
  while (!log.held(events).empty()) log.Resolve(events, Fate::kLands);
  now.monotonic += seconds(1);
  Steps();
  ASSERT_TRUE(lend.answered() && lend.status().ok()) << lend.status();
  EXPECT_EQ(lend.receipt().aggregate_id, kNext);
  EXPECT_THAT(InLog(), ElementsAre("1 scrapped", "1 lent"));
}

}  // namespace
}  // namespace docket::eventing
