#include "libs/eventing/kept_position.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/scripted_positions.h"

namespace docket::eventing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const log::TopicPartition kPlace{"docket.umbrella.events.v1", 0};

class KeptPositionTest : public ::testing::Test {
 protected:
  void AdvanceAt(std::chrono::nanoseconds monotonic) { kept_.Advance({{}, monotonic}); }
  void Learn(log::Offset kept) {
    positions_.Set("desk", kPlace, kept);
    kept_.Ask();
    AdvanceAt(seconds(100));
    ASSERT_EQ(kept_.kept(), kept);
  }

  testing::ScriptedPositions positions_;
  KeptPosition kept_{positions_, "desk", kPlace};
};

TEST_F(KeptPositionTest, IsUnknownUntilTheLogHasAnswered) {
  positions_.Hold();
  kept_.Ask();
  AdvanceAt(seconds(1));
  EXPECT_FALSE(kept_.known());
  positions_.Answer();
  AdvanceAt(seconds(2));
  EXPECT_TRUE(kept_.known());
  EXPECT_EQ(kept_.kept(), std::nullopt);
}

TEST_F(KeptPositionTest, AsksAgainAfterAFailure) {
  positions_.Set("desk", kPlace, 17);
  positions_.Hold();
  kept_.Ask();
  positions_.Answer(/*failing=*/true);
  AdvanceAt(seconds(1));
  EXPECT_FALSE(kept_.known());
  positions_.Answer();
  AdvanceAt(seconds(2));
  EXPECT_EQ(kept_.kept(), 17);
}

TEST_F(KeptPositionTest, IsUnknownAgainWhileItIsAskedAgain) {
  Learn(17);
  positions_.Hold();
  kept_.Ask();
  EXPECT_FALSE(kept_.known());
}

TEST_F(KeptPositionTest, StoresAtMostOnceASecondAndThenTheLatest) {
  Learn(17);
  for (int i = 0; i < 10; ++i) {
    kept_.Keep(20 + i);
    AdvanceAt(seconds(200) + milliseconds(100 * i));
  }
  EXPECT_THAT(positions_.stored(), ElementsAre(20));
  AdvanceAt(seconds(201));
  EXPECT_THAT(positions_.stored(), ElementsAre(20, 29));
  AdvanceAt(seconds(202));
  EXPECT_EQ(kept_.kept(), 29);
  EXPECT_THAT(positions_.stored(), ElementsAre(20, 29));
}

TEST_F(KeptPositionTest, StoresAgainWhatFailed) {
  Learn(17);
  positions_.Hold();
  kept_.Keep(20);
  AdvanceAt(seconds(200));
  positions_.Answer(/*failing=*/true);
  AdvanceAt(milliseconds(200'100));
  EXPECT_EQ(kept_.kept(), 17);
  AdvanceAt(milliseconds(201'100));
  positions_.Answer();
  AdvanceAt(milliseconds(201'200));
  EXPECT_EQ(kept_.kept(), 20);
}

TEST_F(KeptPositionTest, HasOneStoreUnderWayAtATime) {
  Learn(17);
  positions_.Hold();
  kept_.Keep(20);
  AdvanceAt(seconds(200));
  kept_.Keep(25);
  AdvanceAt(seconds(210));
  positions_.Answer();
  EXPECT_THAT(positions_.stored(), ElementsAre(20));
  AdvanceAt(seconds(220));
  positions_.Answer();
  EXPECT_THAT(positions_.stored(), ElementsAre(20, 25));
}

TEST_F(KeptPositionTest, StoresAtOnceWhenToldTo) {
  Learn(17);
  kept_.Keep(20);
  AdvanceAt(seconds(200));
  kept_.KeepNow(21);
  AdvanceAt(milliseconds(200'001));
  EXPECT_THAT(positions_.stored(), ElementsAre(20, 21));
}

TEST_F(KeptPositionTest, IsStoredEachMinuteThoughNothingMoves) {
  Learn(17);
  kept_.Keep(20);
  AdvanceAt(seconds(200));
  AdvanceAt(seconds(259));
  EXPECT_THAT(positions_.stored(), ElementsAre(20));
  positions_.Set("desk", kPlace, 19);  // A former owner's store lands late.
  AdvanceAt(seconds(260));
  EXPECT_THAT(positions_.stored(), ElementsAre(20, 20));
}

TEST_F(KeptPositionTest, StoresNothingForAPartitionThatIsLost) {
  Learn(17);
  kept_.Keep(20);
  kept_.Forget();
  AdvanceAt(seconds(200));
  EXPECT_THAT(positions_.stored(), IsEmpty());
  EXPECT_FALSE(kept_.known());
}

}  // namespace
}  // namespace docket::eventing
