#include "libs/eventing/setting_demands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace docket::eventing {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SettingDemandsTest : public ::testing::Test {
 protected:
  SettingDemandsTest() { demands_.Begin(); }

  // Looks at all that is due, all of which is demanded by `number` settings: what is sent.
  std::vector<std::string> Send(uint64_t number, nanoseconds now) {
    std::vector<std::string> sent;
    for (const std::string& key : demands_.TakeDue(now)) {
      if (demands_.MaySend(key, number, now)) sent.push_back(key);
    }
    return sent;
  }
  // Walks to the end and finds nothing.
  void WalkAll(uint64_t number) {
    ASSERT_TRUE(demands_.WalkFrom(number).has_value());
    demands_.WalkOn(std::nullopt);
  }

  SettingDemands demands_{2};
};

TEST_F(SettingDemandsTest, WalksOnceAndAnewWhenSettingsHaveMoved) {
  EXPECT_EQ(demands_.NextWake(3, seconds(1)), seconds(1));
  WalkAll(3);
  EXPECT_FALSE(demands_.WalkFrom(3).has_value());
  EXPECT_TRUE(demands_.quiet(3));
  EXPECT_EQ(demands_.NextWake(3, seconds(1)), std::nullopt);
  EXPECT_FALSE(demands_.quiet(4));
  EXPECT_EQ(demands_.NextWake(4, seconds(1)), seconds(1));
  EXPECT_TRUE(demands_.WalkFrom(4).has_value());
}

TEST_F(SettingDemandsTest, FinishesAWalkBeforeItBeginsAnew) {
  ASSERT_TRUE(demands_.WalkFrom(3).has_value());
  demands_.WalkOn(SettingDemands::Cursor{1, "m"});
  const auto at = demands_.WalkFrom(4);
  ASSERT_TRUE(at.has_value());
  EXPECT_EQ(at->key, "m");
  demands_.WalkOn(std::nullopt);
  const auto anew = demands_.WalkFrom(4);
  ASSERT_TRUE(anew.has_value());
  EXPECT_EQ(anew->projection, 0);
  EXPECT_EQ(anew->key, "");
}

TEST_F(SettingDemandsTest, SendsAgainAfterASecondDoublingToAMinute) {
  WalkAll(1);
  demands_.Add("a");
  EXPECT_THAT(Send(1, seconds(10)), ElementsAre("a"));
  nanoseconds now = seconds(10);
  for (const int wait : {1, 2, 4, 8, 16, 32, 60, 60}) {
    EXPECT_EQ(demands_.NextWake(1, now), now + seconds(wait));
    EXPECT_THAT(Send(1, now + seconds(wait) - milliseconds(1)), IsEmpty());
    now += seconds(wait);
    EXPECT_THAT(Send(1, now), ElementsAre("a"));
  }
  demands_.Settle("a");
  EXPECT_THAT(Send(1, now + seconds(60)), IsEmpty());
  EXPECT_EQ(demands_.pending(), 0);
}

TEST_F(SettingDemandsTest, ALookDoesNotHurryWhatWaitsButOtherSettingsDo) {
  demands_.Name("a");
  EXPECT_THAT(Send(1, seconds(10)), ElementsAre("a"));
  demands_.Name("a");
  EXPECT_THAT(Send(1, seconds(10)), IsEmpty());
  demands_.Add("a");
  EXPECT_THAT(Send(2, seconds(10)), ElementsAre("a"));
  EXPECT_EQ(demands_.pending(), 1);
}

TEST_F(SettingDemandsTest, TheWalkPausesWhileThereIsNoRoom) {
  ASSERT_TRUE(demands_.WalkFrom(1).has_value());
  EXPECT_EQ(demands_.walk_max(), 2);
  demands_.Add("a");
  demands_.Add("b");
  demands_.WalkOn(SettingDemands::Cursor{0, "c"});
  EXPECT_FALSE(demands_.WalkFrom(1).has_value());
  EXPECT_THAT(Send(1, seconds(10)), ElementsAre("a", "b"));
  EXPECT_EQ(demands_.NextWake(1, seconds(10)), seconds(11));
  EXPECT_TRUE(demands_.quiet(1));
  demands_.Settle("a");
  EXPECT_FALSE(demands_.quiet(1));
  EXPECT_EQ(demands_.NextWake(1, seconds(10)), seconds(10));
  const auto at = demands_.WalkFrom(1);
  ASSERT_TRUE(at.has_value());
  EXPECT_EQ(at->key, "c");
}

TEST_F(SettingDemandsTest, WhatIsNamedWithoutRoomIsFoundByAnotherWalk) {
  WalkAll(1);
  for (const char* key : {"a", "b", "c"}) demands_.Name(key);
  EXPECT_THAT(Send(1, seconds(10)), ElementsAre("a", "b"));
  EXPECT_FALSE(demands_.WalkFrom(1).has_value());
  demands_.Settle("a");
  const auto anew = demands_.WalkFrom(1);
  ASSERT_TRUE(anew.has_value());
  EXPECT_EQ(anew->key, "");
}

TEST_F(SettingDemandsTest, WhoDoesNotServeRemembersNothingAndWalksFirst) {
  WalkAll(1);
  demands_.Name("a");
  demands_.Name("b");
  EXPECT_THAT(Send(1, seconds(10)), ElementsAre("a", "b"));
  demands_.Forget();
  demands_.Name("c");
  EXPECT_EQ(demands_.pending(), 0);
  EXPECT_EQ(demands_.NextWake(1, seconds(10)), std::nullopt);
  EXPECT_TRUE(demands_.quiet(1));
  demands_.Begin();
  EXPECT_FALSE(demands_.quiet(1));
  EXPECT_TRUE(demands_.WalkFrom(1).has_value());
}

}  // namespace
}  // namespace docket::eventing
