// Who may fold, react and serve, as it shows in whole units.

#include "libs/eventing/ownership.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/eventing/ownership_test.h"

namespace docket::eventing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Caller;
using testing::DeskUnit;
using ::testing::Each;
using testing::Fate;
using ::testing::Ge;
using ::testing::IsEmpty;
using testing::LendText;
using ::testing::SizeIs;
using testing::Umbrella;

const std::string kRed = Umbrella::IdOf("acme", "red");

TEST_F(OwnershipTest, TakesNoCallsWithoutAPartition) {
  Caller& caller = unit_.Call(kRed, LendText("ada"), "r1");
  unit_.Run();
  EXPECT_EQ(caller.code(), absl::StatusCode::kUnavailable);
}

TEST_F(OwnershipTest, ServesOnlyWhenTheEndCapturedAfterTheAssignmentIsFolded) {
  Keep(0);
  log_.HoldEnds();
  LandLoans(1200);
  unit_.loop().Assign();
  Caller& early = unit_.Call(kRed, LendText("ada"), "r1");
  unit_.loop().Step(unit_.now);
  log_.AnswerEnds();
  unit_.loop().Step(unit_.now);
  EXPECT_FALSE(Serves(unit_));
  EXPECT_EQ(early.code(), absl::StatusCode::kUnavailable);
  unit_.Run();
  EXPECT_TRUE(Serves(unit_));
  EXPECT_EQ(unit_.Position(DeskUnit::kEvents), 1200);
}

TEST_F(OwnershipTest, DoesNotTakeAnEarlierEndForOneCapturedAfterTheAssignment) {
  Keep(0);
  log_.HoldEnds();
  unit_.Assign();
  unit_.loop().Revoke();
  LandLoans(1);
  unit_.Assign();
  log_.AnswerEnds();  // Captured at the first assignment.
  unit_.loop().Step(unit_.now);
  EXPECT_FALSE(Serves(unit_));
  log_.AnswerEnds();
  unit_.Run();
  EXPECT_TRUE(Serves(unit_));
}

TEST_F(OwnershipTest, ServesBehindAGapThatEndsTheLog) {
  Keep(0);
  LandLoans(2);
  log_.Skip(DeskUnit::kEvents, 5);
  unit_.Assign();
  EXPECT_TRUE(Serves(unit_));
}

TEST_F(OwnershipTest, FoldsNoFurtherThanItsOwnerHasReacted) {
  LandLoans(5);
  Keep(3);
  unit_.Run();
  EXPECT_EQ(unit_.Position(DeskUnit::kEvents), 3);
  Keep(4);
  unit_.RunAfter(seconds(1));
  unit_.RunAfter(milliseconds(1));
  EXPECT_EQ(unit_.Position(DeskUnit::kEvents), 4);
  EXPECT_EQ(sent(), 0);
}

TEST_F(OwnershipTest, IsNotLedPastWhatItsOwnerHasReactedToByAGap) {
  LandLoans(2);
  log_.Skip(DeskUnit::kEvents, 3);
  LandLoans(1);  // At 5.
  Keep(4);
  unit_.Run();
  EXPECT_EQ(unit_.Position(DeskUnit::kEvents), 2);
}

TEST_F(OwnershipTest, ReactsOnlyFromTheKeptPositionWhenTheDiskIsLost) {
  Keep(0);
  LandLoans(4);
  unit_.Assign();
  unit_.RunAfter(seconds(2));
  ASSERT_EQ(sent(), 4);
  ASSERT_EQ(kept(), 4);
  LandLoans(1);
  unit_.LoseDisk();
  unit_.Assign();
  EXPECT_EQ(unit_.Position(DeskUnit::kEvents), 5);
  EXPECT_EQ(sent(), 5);
}

TEST_F(OwnershipTest, HaltsWhenWhatItsGroupReactedToIsNotInTheLog) {
  LandLoans(3);
  Keep(4);
  unit_.Assign();
  EXPECT_EQ(docket::Message(unit_.loop().halt()),
            "the log keeps for desk that docket.umbrella.events.v1/0 was reacted to up to offset 4 "
            "but it ends at 3: the log lost something; restore it");
  EXPECT_EQ(unit_.loop().halt().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(log_.known_end(DeskUnit::kEvents), 4);
  EXPECT_EQ(unit_.Position(DeskUnit::kEvents), 0);
  EXPECT_EQ(sent(), 0);
}

// An owner before it that was not told yet appended and kept on after the end was captured.
TEST_F(OwnershipTest, AsksForTheEndOnceMoreBeforeItDoubtsAKeptPosition) {
  LandLoans(3);
  Keep(3);
  log_.HoldEnds();
  positions_.Hold();
  unit_.Assign();
  log_.AnswerEnds();  // At 3.
  LandLoans(2);
  Keep(5);
  positions_.Answer();
  unit_.Run();
  log_.AnswerEnds();
  unit_.RunAfter(seconds(1));
  positions_.Answer();
  unit_.Run();
  log_.AnswerEnds();
  unit_.Run();
  EXPECT_TRUE(unit_.loop().halt().ok()) << unit_.loop().halt();
  EXPECT_TRUE(Serves(unit_));
  EXPECT_EQ(unit_.Position(DeskUnit::kEvents), 5);
}

TEST_F(OwnershipTest, NeverMovesTheKeptPositionBackWhenItFoldsAgain) {
  Keep(600);
  LandLoans(700);
  unit_.Assign();
  for (int i = 0; i < 5; ++i) unit_.RunAfter(seconds(1));
  EXPECT_THAT(positions_.stored(), Each(Ge(600)));
  EXPECT_EQ(kept(), 700);
}

TEST_F(OwnershipTest, KeepsWhatItWroteBeforeARestartThoughNothingNewComes) {
  Keep(0);
  unit_.Assign();
  LandLoans(3);
  unit_.Run();
  ASSERT_EQ(kept(), 0);  // Stored a second later, which never comes.
  unit_.Restart();
  unit_.Assign();
  unit_.RunAfter(seconds(2));
  EXPECT_EQ(kept(), 3);
}

TEST_F(OwnershipTest, DropsTheOpenWindowWithItsSendsWhenRevoked) {
  Keep(0);
  unit_.Assign();
  log_.Hold(DeskUnit::kLedger);
  Caller& caller = unit_.Call(kRed, LendText("ada"), "r1");
  unit_.Run();
  ASSERT_THAT(log_.held(DeskUnit::kLedger), SizeIs(1));
  unit_.loop().Revoke();
  EXPECT_EQ(caller.code(), absl::StatusCode::kUnavailable);
  log_.Resolve(DeskUnit::kLedger, Fate::kVanishes);
  unit_.RunAfter(seconds(2));
  EXPECT_EQ(unit_.Position(DeskUnit::kEvents), 0);
  EXPECT_EQ(kept(), 0);
  EXPECT_THAT(log_.held(DeskUnit::kLedger), IsEmpty());
  log_.Release(DeskUnit::kLedger);
  unit_.Assign();
  EXPECT_EQ(sent(), 1);
  EXPECT_EQ(unit_.WrittenVersion(kRed), 1);
  EXPECT_EQ(log_.answers_left(), 0);
}

TEST_F(OwnershipTest, IsDurableWhenRevoked) {
  Keep(0);
  unit_.Assign();
  LandLoans(3);
  unit_.Run();
  unit_.loop().Revoke();
  std::mt19937_64 rng(3);  // A draw that goes back to the last flush.
  unit_.store().disk().Crash(rng);
  unit_.Restart();
  EXPECT_EQ(unit_.Position(DeskUnit::kEvents), 3);
}

TEST_F(OwnershipTest, StoresNoPositionBehindTheBackOfTheNextOwner) {
  Keep(0);
  unit_.Assign();
  LandLoans(1);
  unit_.RunAfter(seconds(1));
  LandLoans(1);
  unit_.Run();  // Told to keep 2, but not yet a second later.
  unit_.loop().Revoke();
  Keep(9);
  unit_.RunAfter(seconds(5));
  EXPECT_EQ(kept(), 9);
}

TEST_F(OwnershipTest, BeginsAnewWhenAssignedTwice) {
  Keep(0);
  unit_.Assign();
  log_.HoldEnds();
  unit_.Assign();
  EXPECT_FALSE(Serves(unit_));
  log_.AnswerEnds();
  unit_.Run();
  EXPECT_TRUE(Serves(unit_));
}

TEST_F(OwnershipTest, LetsTwoOwnersAtOnceAgree) {
  Keep(0);
  DeskUnit other(log_, positions_);
  unit_.Assign();
  other.Assign();
  log_.Hold(DeskUnit::kEvents);
  Caller& ours = unit_.Call(kRed, LendText("ada"), "r1");
  Caller& theirs = other.Call(kRed, LendText("bob"), "r2");
  unit_.Run();
  other.Run();
  log_.Resolve(DeskUnit::kEvents, Fate::kLands);
  log_.Resolve(DeskUnit::kEvents, Fate::kLands);
  other.Run();
  unit_.Run();
  EXPECT_EQ(ours.receipt().version, 1);
  EXPECT_EQ(theirs.reason(), "LENT");
  EXPECT_EQ(unit_.Rows(), other.Rows());
}

TEST_F(OwnershipTest, FoldsTheSameRowsWhenTheDiskIsLost) {
  Keep(0);
  unit_.Assign();
  for (int i = 0; i < 40; ++i) {
    const std::string id = Umbrella::IdOf("acme", std::to_string(i % 7));
    unit_.Call(id, i % 3 == 0 ? "collect {}" : LendText(std::to_string(i % 5)), std::to_string(i));
    unit_.RunAfter(milliseconds(30));
  }
  unit_.RunAfter(seconds(2));
  const std::vector<std::string> rows = unit_.Rows();
  ASSERT_FALSE(rows.empty());
  const size_t sent_before = sent();
  unit_.LoseDisk();
  unit_.Assign();
  unit_.RunAfter(seconds(2));
  EXPECT_EQ(unit_.Position(DeskUnit::kEvents), kept());
  EXPECT_EQ(sent(), sent_before);
  EXPECT_EQ(unit_.Rows(), rows);
}

}  // namespace
}  // namespace docket::eventing
