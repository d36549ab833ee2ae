// Where a group that has kept nothing begins to react, as it shows in whole units (ownership.h).

#include "libs/eventing/ownership_test.h"

namespace docket::eventing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class BeginningTest : public OwnershipTest {};

TEST_F(BeginningTest, BeginsAtAnEmptyLogOnceThatIsKept) {
  positions_.Hold();
  unit_.Assign();
  EXPECT_FALSE(Serves(unit_));
  positions_.Answer();  // Nothing is kept.
  unit_.Run();
  EXPECT_FALSE(Serves(unit_));
  positions_.Answer(/*failing=*/true);
  unit_.RunAfter(seconds(1));
  positions_.Answer();
  unit_.RunAfter(seconds(1));
  positions_.Answer();
  unit_.RunAfter(seconds(1));
  EXPECT_TRUE(Serves(unit_));
  EXPECT_EQ(kept(), 0);
}

TEST_F(BeginningTest, BeginsWhereAnOperatorSaysBesideALogThatIsNotEmpty) {
  for (const ReactFrom from : {ReactFrom::kEnd, ReactFrom::kBeginning}) {
    LandLoans(1);
    unit_.LoseDisk();
    Keep(log::Positions::kNone);
    unit_.Assign();
    unit_.RunAfter(seconds(2));
    EXPECT_TRUE(unit_.loop().progress().awaits_word());
    EXPECT_FALSE(Serves(unit_));
    const size_t before = sent();
    unit_.loop().BeginReactions(from);
    unit_.RunAfter(seconds(1));
    unit_.RunAfter(seconds(1));
    EXPECT_FALSE(unit_.loop().progress().awaits_word());
    EXPECT_TRUE(Serves(unit_));
    EXPECT_EQ(sent() > before, from == ReactFrom::kBeginning);
    unit_.loop().Revoke();
  }
}

// What came while nobody was assigned the partition is new to a group that was there before it.
TEST_F(BeginningTest, BeginsAtALogThatWasEmptyWhenItCameToBe) {
  LandLoans(2);
  unit_.Assign();
  unit_.RunAfter(seconds(1));
  unit_.RunAfter(seconds(1));
  EXPECT_TRUE(Serves(unit_));
  EXPECT_EQ(sent(), 2);
  EXPECT_EQ(kept(), 2);
}

TEST_F(BeginningTest, IsNotNewBesideALogThatHasForgottenWhatItKept) {
  Keep(0);
  unit_.Assign();
  LandLoans(2);
  unit_.RunAfter(seconds(2));
  unit_.loop().Revoke();
  Keep(log::Positions::kNone);
  unit_.Assign();
  unit_.RunAfter(seconds(2));
  EXPECT_TRUE(unit_.loop().progress().awaits_word());
  EXPECT_FALSE(Serves(unit_));
}

TEST_F(BeginningTest, AwaitsItsWordWithoutAPauseWhileItAsksAgainWhatIsKept) {
  LandLoans(1);
  unit_.LoseDisk();
  unit_.Assign();
  unit_.RunAfter(seconds(1));
  positions_.Hold();
  for (int i = 0; i < 4; ++i) {
    unit_.RunAfter(seconds(1));
    EXPECT_TRUE(unit_.loop().progress().awaits_word());
    positions_.Answer();
    unit_.RunAfter(milliseconds(1));
    EXPECT_TRUE(unit_.loop().progress().awaits_word());
  }
}

TEST_F(BeginningTest, HeedsAWordThatComesWhileItAsksAgainWhatIsKept) {
  LandLoans(1);
  unit_.LoseDisk();
  unit_.Assign();
  unit_.RunAfter(seconds(1));
  positions_.Hold();
  unit_.RunAfter(seconds(1));
  unit_.loop().BeginReactions(ReactFrom::kBeginning);
  unit_.RunAfter(milliseconds(1));
  EXPECT_FALSE(unit_.loop().progress().awaits_word());
  for (int i = 0; i < 3; ++i) {
    positions_.Answer();
    unit_.RunAfter(seconds(1));
  }
  EXPECT_TRUE(Serves(unit_));
  EXPECT_EQ(sent(), 1);
}

TEST_F(BeginningTest, ForgetsAWordWithThePartition) {
  LandLoans(1);
  unit_.LoseDisk();
  unit_.Assign();
  unit_.RunAfter(seconds(1));
  positions_.Hold();
  unit_.RunAfter(seconds(1));
  unit_.loop().BeginReactions(ReactFrom::kBeginning);
  unit_.RunAfter(milliseconds(1));
  unit_.loop().Revoke();
  positions_.Answer();
  unit_.loop().Assign();
  for (int i = 0; i < 3; ++i) {
    positions_.Answer();
    unit_.RunAfter(seconds(1));
  }
  EXPECT_TRUE(unit_.loop().progress().awaits_word());
}

TEST_F(BeginningTest, HeedsNoWordThatItDoesNotWaitFor) {
  Keep(0);
  LandLoans(2);
  unit_.loop().BeginReactions(ReactFrom::kEnd);
  unit_.Assign();
  unit_.loop().BeginReactions(ReactFrom::kEnd);
  unit_.RunAfter(seconds(2));
  EXPECT_TRUE(Serves(unit_));
  EXPECT_EQ(sent(), 2);
}

TEST_F(BeginningTest, WaitsForAnOperatorWhenNothingIsKeptBesideALogThatIsNotEmpty) {
  LandLoans(3);
  unit_.LoseDisk();
  unit_.Assign();
  unit_.RunAfter(seconds(5));
  EXPECT_FALSE(Serves(unit_));
  EXPECT_EQ(sent(), 0);
  EXPECT_EQ(kept(), log::Positions::kNone);
  Keep(2);
  unit_.RunAfter(seconds(1));
  unit_.RunAfter(seconds(1));
  EXPECT_TRUE(Serves(unit_));
  EXPECT_EQ(sent(), 1);
}

}  // namespace
}  // namespace docket::eventing
