// Several writers, appends of unknown outcome, and commands of a topic.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/eventing/command_loop.h"
#include "libs/testing/toy/borrower.h"
#include "libs/testing/toy/command_loop_desk.h"

namespace docket::eventing {
namespace {

using std::chrono::seconds;
using testing::Caller;
using ::testing::ElementsAre;
using testing::Fate;
using ::testing::IsEmpty;
using testing::LendText;
using testing::LentText;
using ::testing::SizeIs;
using testing::Umbrella;
using testing::UmbrellaHistory;

const std::string kRed = Umbrella::IdOf("acme", "red");
const std::string kBlue = Umbrella::IdOf("acme", "blue");
const std::string kLend = LendText("ada");
const std::string kLent = LentText(1, "ada", FromMillis(1));
constexpr char kCollect[] = "collect {}";
constexpr char kConfirm[] = "confirm { loan: 1 }";

class CommandRaceTest : public ::testing::Test, protected testing::CommandLoopDesk {
 protected:
  void Steps(int count = 3) {
    for (int i = 0; i < count; ++i) ASSERT_TRUE(Step().ok());
  }
  // Another owner's history of the red umbrella.
  UmbrellaHistory theirs_{"red"};
};

TEST_F(CommandRaceTest, HasOneCommitOfAnAggregateInFlight) {
  log.Hold(events);
  Call(kRed, kLend, "r1");
  Call(kRed, kCollect, "r2");
  Call(kBlue, kLend, "r3");
  Steps();
  EXPECT_THAT(Held(), ElementsAre("1 lent, 1 lent"));
  log.Resolve(events, Fate::kLands);
  Steps();
  EXPECT_THAT(Held(), ElementsAre("2 collected"));
}

TEST_F(CommandRaceTest, AppendsTheSameBytesAgainWhenTheOutcomeIsUnknown) {
  log.Hold(events);
  Caller& caller = Call(kRed, kLend, "r1");
  Steps();
  const std::string bytes = log.held(events)[0][0].value;
  now.wall += seconds(9);
  log.Resolve(events, Fate::kVanishes);
  Steps();
  ASSERT_THAT(log.held(events), SizeIs(1));
  EXPECT_EQ(log.held(events)[0][0].value, bytes);
  log.Resolve(events, Fate::kLands);
  Steps();
  EXPECT_TRUE(caller.answered() && caller.status().ok());
  EXPECT_EQ(loop.counters().resent, 1);
}

TEST_F(CommandRaceTest, IsDoneOnceWhenBothCopiesLand) {
  log.Hold(events);
  Caller& caller = Call(kRed, kLend, "r1");
  Steps();
  const log::Record copy = log.held(events)[0][0];
  log.Resolve(events, Fate::kVanishes);
  Collect();
  ASSERT_TRUE(Decide().ok());  // The second try begins.
  log.Land(events, copy);      // And the first lands late.
  log.Resolve(events, Fate::kLands);
  Steps();
  EXPECT_EQ(caller.receipt().version, 1);
  EXPECT_THAT(InLog(), ElementsAre("1 lent", "1 lent"));
  EXPECT_EQ((*table.Load(kRed))->head.version, 1);
}

TEST_F(CommandRaceTest, SendsNoSecondCopyOfWhatTheFoldHasSeen) {
  log.Hold(events);
  Caller& caller = Call(kRed, kLend, "r1");
  Steps();
  log.Resolve(events, Fate::kLandsUnheard);
  Steps();
  EXPECT_TRUE(caller.answered() && caller.status().ok());
  EXPECT_THAT(Held(), IsEmpty());
}

TEST_F(CommandRaceTest, SendsAgainOnlyWhatDidNotLand) {
  log.Hold(events);
  Call(kRed, kLend, "r1");
  Call(kBlue, kLend, "r2");
  Steps();
  log.Resolve(events, Fate::kLandsUnheard, 1);
  Steps();
  ASSERT_THAT(log.held(events), ElementsAre(SizeIs(1)));
  EXPECT_EQ(log.held(events)[0][0].key, kBlue);
}

TEST_F(CommandRaceTest, DecidesAgainOnTheNewStateWhenItLoses) {
  log.Hold(events);
  Land(theirs_, theirs_.Add(kLent));
  Steps();
  Caller& caller = Call(kRed, kCollect, "r1");
  Steps();
  EXPECT_THAT(Held(), ElementsAre("2 collected"));
  Land(theirs_, theirs_.Add("confirmed { loan: 1 }"));
  log.Resolve(events, Fate::kLands);
  Steps();
  EXPECT_FALSE(caller.answered());
  EXPECT_THAT(Held(), ElementsAre("3 collected"));
  log.Resolve(events, Fate::kLands);
  Steps();
  EXPECT_EQ(caller.receipt().version, 3);
  EXPECT_EQ(loop.counters().races_lost, 1);
}

TEST_F(CommandRaceTest, TellsTheLoserWhatTheWinnerMadeTrue) {
  log.Hold(events);
  Caller& caller = Call(kRed, kLend, "r1");
  Steps();
  Land(theirs_, theirs_.Add(kLent));
  log.Resolve(events, Fate::kLands);
  Steps();
  EXPECT_EQ(caller.reason(), "LENT");
}

TEST_F(CommandRaceTest, FindsItsOwnCommandDoneByAnotherOwner) {
  log.Hold(events);
  Caller& caller = Call(kRed, kLend, "r1");
  Steps();
  const log::Record ours = log.held(events)[0][0];
  // A zombie decided the same request at another instant.
  const Commit zombies = theirs_.Propose(kLent, FromMillis(1), "r1");
  ASSERT_NE(zombies.bytes, ours.value);
  Umbrella::Commit same;
  ASSERT_TRUE(same.ParseFromString(zombies.bytes));
  Umbrella::Commit mine;
  ASSERT_TRUE(mine.ParseFromString(ours.value));
  same.mutable_header()->set_command_digest(mine.header().command_digest());
  log.Land(events, {kRed, same.SerializeAsString(), {}});
  log.Resolve(events, Fate::kLands);
  Steps();
  EXPECT_EQ(caller.receipt().version, 1);
  EXPECT_EQ(caller.receipt().time, FromMillis(1));
  EXPECT_THAT(Held(), IsEmpty());
}

// One round of racing: we decide, another's commit lands first.
class CommandLoses : public CommandRaceTest {
 protected:
  CommandLoses() {
    log.Hold(events);
    Land(theirs_, theirs_.Add(kLent));
    Steps();
  }
  void LoseRace() {
    Steps();
    ASSERT_THAT(log.held(events), SizeIs(1));
    Land(theirs_, theirs_.Add("reminded { loan: 1 }"));
    log.Resolve(events, Fate::kLands);
    Steps();
  }
};

TEST_F(CommandLoses, IsAbortedAfterEightRacesAndLeavesNothingBehind) {
  Caller& caller = Call(kRed, kCollect, "r1");
  for (int race = 0; race < CommandLoop::kRacesMax; ++race) {
    LoseRace();
    ASSERT_FALSE(caller.answered());
  }
  LoseRace();
  EXPECT_EQ(caller.code(), absl::StatusCode::kAborted);
  EXPECT_THAT(Held(), IsEmpty());
  EXPECT_EQ(static_cast<const Umbrella::State&>(*(*table.Load(kRed))->state).borrower_id(),
            testing::Borrower::IdOf("acme", "ada"));
}

TEST_F(CommandLoses, IsNeverDroppedWhenItComesFromATopic) {
  Topic(5, kRed, kConfirm, "key");
  for (int race = 0; race < 5 * CommandLoop::kRacesMax; ++race) {
    LoseRace();
    ASSERT_EQ(loop.FinishedBefore(6), 5);
  }
  log.Resolve(events, Fate::kLands);
  Steps();
  EXPECT_EQ(loop.FinishedBefore(6), 6);
}

TEST_F(CommandLoses, IsNotTriedAgainWhenItsDeadlineHasPassed) {
  Command command = testing::UmbrellaCall(kRed, kCollect, "r1");
  command.deadline = now.monotonic + seconds(1);
  Caller& caller = Call(std::move(command));
  Steps();
  now.monotonic += seconds(1);
  LoseRace();
  EXPECT_EQ(caller.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(Held(), IsEmpty());
}

using TopicCommandTest = CommandRaceTest;

TEST_F(TopicCommandTest, IsRefusedOnlyOnAFoldThatReachedAnEndCapturedAfterwards) {
  log.HoldEnds();
  Topic(0, kRed, kConfirm, "key");
  ASSERT_TRUE(Step().ok());
  EXPECT_EQ(log.ends_waiting(), 0);
  Land(theirs_, theirs_.Add(kLent));  // Its cause, which the fold has not seen yet.
  Collect();                          // Asks for the end.
  EXPECT_EQ(log.ends_waiting(), 1);
  log.AnswerEnds();
  Collect();
  ASSERT_TRUE(Decide().ok());
  EXPECT_EQ(loop.FinishedBefore(1), 0);
  Steps();
  EXPECT_THAT(InLog(), ElementsAre("1 lent", "2 confirmed"));
  EXPECT_EQ(loop.FinishedBefore(1), 1);
  EXPECT_EQ(loop.counters().rejected, 0);
}

TEST_F(TopicCommandTest, IsRefusedOnceThatEndIsReached) {
  log.HoldEnds();
  Topic(0, kRed, kConfirm, "key");
  Steps();
  EXPECT_EQ(loop.FinishedBefore(1), 0);
  log.AnswerEnds();
  Steps();
  EXPECT_EQ(loop.FinishedBefore(1), 1);
  EXPECT_EQ(loop.counters().rejected, 1);
}

TEST_F(TopicCommandTest, IsFoundToBeSoOnlyOnceThatEndIsReached) {
  log.HoldEnds();
  Topic(0, kRed, kCollect, "key");
  Steps();
  EXPECT_EQ(loop.FinishedBefore(1), 0);
  Land(theirs_, theirs_.Add(kLent));
  Steps();  // The end that was asked for stands before its cause, but the fold goes on.
  log.AnswerEnds();
  Steps();
  EXPECT_THAT(InLog(), ElementsAre("1 lent", "2 collected"));
}

TEST_F(TopicCommandTest, IsNotRefusedByAnEndCapturedBeforeItWasRead) {
  log.HoldEnds();
  Topic(0, kRed, kConfirm, "a");
  Steps();
  Topic(1, kBlue, kConfirm, "b");
  Steps();
  EXPECT_EQ(log.ends_waiting(), 1);
  log.AnswerEnds();
  Steps();
  EXPECT_EQ(loop.counters().rejected, 1);
  EXPECT_EQ(log.ends_waiting(), 1);
  log.AnswerEnds();
  Steps();
  EXPECT_EQ(loop.counters().rejected, 2);
}

TEST_F(TopicCommandTest, AsksAgainWhenTheLogDoesNotTellItsEnd) {
  log.HoldEnds();
  Topic(0, kRed, kConfirm, "key");
  Steps();
  log.AnswerEnds(/*failing=*/true);
  Steps();
  EXPECT_EQ(loop.FinishedBefore(1), 0);
  log.AnswerEnds();
  Steps();
  EXPECT_EQ(loop.FinishedBefore(1), 1);
}

TEST_F(TopicCommandTest, ThatIsDoneNeedsNoEnd) {
  Land(theirs_, theirs_.Add(kLent));
  Topic(0, kRed, kConfirm, "key");
  Steps();
  log.HoldEnds();
  Topic(1, kRed, kConfirm, "key");
  Steps();
  EXPECT_EQ(loop.FinishedBefore(2), 2);
}

TEST_F(TopicCommandTest, KeepsLaterOnesOfItsAggregateBehindIt) {
  log.HoldEnds();
  Topic(0, kRed, kConfirm, "a");  // Unknown so far.
  Caller& call = Call(kRed, kLend, "r1");
  Steps();
  EXPECT_FALSE(call.answered());
  EXPECT_THAT(InLog(), IsEmpty());
  log.AnswerEnds();
  Steps();
  EXPECT_EQ(call.receipt().version, 1);
}

TEST_F(TopicCommandTest, HoldsThePositionUntilAllBeforeItAreFinished) {
  log.HoldEnds();
  Topic(3, kRed, kConfirm, "a");
  Topic(4, kBlue, kCollect, "b");
  UmbrellaHistory blue("blue");
  Land(blue, blue.Add(kLent));
  Steps();
  EXPECT_EQ(loop.FinishedBefore(5), 3);  // The second is through, the first is not.
  log.AnswerEnds();
  Steps();
  EXPECT_EQ(loop.FinishedBefore(5), 5);
  EXPECT_EQ(loop.FinishedBefore(9), 9);
}

TEST_F(TopicCommandTest, GoesOnAfterAWhileWhenTheLogTakesNoMore) {
  Land(theirs_, theirs_.Add(kLent));
  log.Hold(events);
  Topic(0, kRed, kConfirm, "key");
  Steps();
  const std::string bytes = log.held(events)[0][0].value;
  log.Resolve(events, Fate::kIsRefused);
  Steps();
  EXPECT_THAT(Held(), IsEmpty());
  ASSERT_EQ(loop.next_wake(), now.monotonic + CommitAppends::kRefusedWait);
  now.monotonic += CommitAppends::kRefusedWait;
  Steps();
  ASSERT_THAT(log.held(events), SizeIs(1));
  EXPECT_EQ(log.held(events)[0][0].value, bytes);
}

TEST_F(CommandRaceTest, GoesOnWithACallThatMayBeInTheLogWhenItsSecondTryIsRefused) {
  log.Hold(events);
  Caller& caller = Call(kRed, kLend, "r1");
  Steps();
  log.Resolve(events, Fate::kVanishes);
  Steps();
  log.Resolve(events, Fate::kIsRefused);
  Steps();
  EXPECT_FALSE(caller.answered());
  now.monotonic += CommitAppends::kRefusedWait;
  Steps();
  log.Resolve(events, Fate::kLands);
  Steps();
  EXPECT_EQ(caller.receipt().version, 1);
}

TEST_F(CommandRaceTest, IsQuietAboutWhatItDroppedEvenIfTheOldAppendEndsLate) {
  log.Hold(events);
  log.HoldEnds();
  Call(kRed, kLend, "r1");
  Topic(0, kBlue, kConfirm, "key");
  Steps();
  loop.Drop(Unavailable("revoked"));
  log.AnswerEnds();
  log.Resolve(events, Fate::kVanishes);
  Steps();
  EXPECT_THAT(Held(), IsEmpty());
  EXPECT_EQ(log.ends_waiting(), 0);
  EXPECT_EQ(log.answers_left(), 0);
  EXPECT_EQ(loop.FinishedBefore(7), 7);
}

}  // namespace
}  // namespace docket::eventing
