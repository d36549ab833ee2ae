#include "libs/eventing/timers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/big_endian.h"
#include "libs/testing/simulated_store.h"

namespace docket::eventing {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Time kStart = FromMillis(1'000'000'000);

// Both clocks after `elapsed`.
Instant After(nanoseconds elapsed) {
  return {kStart + std::chrono::floor<milliseconds>(elapsed), seconds(50) + elapsed};
}

class TimersTest : public ::testing::Test {
 protected:
  TimersTest() { Restart(); }

  // As a new process over what is written.
  void Restart() {
    timers_.reset();
    store_.Reopen();
    timers_.emplace(store_.get(), 0);
    ASSERT_TRUE(timers_->Load().ok());
  }
  void Write() {
    timers_->PutCursor();
    ASSERT_TRUE(store_.get().WriteWindow().ok());
  }
  void DropWindow() {
    store_.get().DropWindow();
    ASSERT_TRUE(timers_->Load().ok());
  }
  void Arm(nanoseconds due, const std::string& key) { timers_->Arm(After(due).wall, key); }
  void Settle(nanoseconds due, const std::string& key) { timers_->Settle(After(due).wall, key); }
  std::vector<std::string> TakeDue(nanoseconds elapsed) {
    auto due = timers_->TakeDue(After(elapsed));
    EXPECT_TRUE(due.ok()) << due.status();
    std::vector<std::string> keys;
    for (const DueTimer& timer : *due) keys.push_back(timer.key);
    return keys;
  }
  // By when the next one is due, as time passed since the start.
  std::optional<nanoseconds> WakeAfter(nanoseconds elapsed) {
    auto wake = timers_->NextWake(After(elapsed));
    if (!wake.has_value()) return std::nullopt;
    return *wake - seconds(50);
  }
  // The due time of the stored cursor, since the start.
  milliseconds StoredCursor() {
    auto cursor = store_.get().View()->Get(1, "");
    EXPECT_TRUE(cursor.ok() && cursor->has_value());
    return FromMillis(static_cast<int64_t>(GetU64(**cursor) ^ uint64_t{1} << 63)) - kStart;
  }

  testing::SimulatedStore store_{Timers::Specs()};
  std::optional<Timers> timers_;
};

TEST_F(TimersTest, FiresInTheOrderOfDuesAndNeverEarly) {
  Arm(seconds(20), "b");
  Arm(seconds(10), "c");
  Arm(seconds(30), "a");
  EXPECT_THAT(TakeDue(seconds(10)), IsEmpty());  // Due exactly now.
  EXPECT_THAT(TakeDue(seconds(10) + milliseconds(1)), ElementsAre("c"));
  EXPECT_THAT(TakeDue(seconds(10) + milliseconds(2)), IsEmpty());
  Settle(seconds(10), "c");
  EXPECT_THAT(TakeDue(seconds(31)), ElementsAre("b", "a"));
}

TEST_F(TimersTest, KnowsDuesBefore1970) {
  timers_->Arm(FromMillis(-5), "old");
  timers_->Arm(FromMillis(5), "young");
  EXPECT_THAT(TakeDue(seconds(0)), ElementsAre("old", "young"));
}

TEST_F(TimersTest, WakesOneMillisecondAfterTheDue) {
  TakeDue(seconds(0));
  EXPECT_EQ(WakeAfter(seconds(0)), std::nullopt);
  Arm(seconds(10), "a");
  EXPECT_EQ(WakeAfter(seconds(4)), seconds(10) + milliseconds(1));
  EXPECT_EQ(WakeAfter(seconds(12)), seconds(12));
}

TEST_F(TimersTest, SendsAgainAfterOneSecondDoublingToSixty) {
  Arm(seconds(0), "a");
  nanoseconds at = milliseconds(1);
  EXPECT_THAT(TakeDue(at), ElementsAre("a"));
  for (int wait : {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
    EXPECT_EQ(WakeAfter(at), at + seconds(wait));
    at += seconds(wait);
    EXPECT_THAT(TakeDue(at - nanoseconds(1)), IsEmpty());
    EXPECT_THAT(TakeDue(at), ElementsAre("a"));
  }
}

TEST_F(TimersTest, MeasuresTheWaitByTheMonotonicClock) {
  Arm(seconds(0), "a");
  ASSERT_THAT(TakeDue(milliseconds(1)), ElementsAre("a"));
  const Instant stepped{kStart + std::chrono::hours(1), After(milliseconds(500)).monotonic};
  auto due = timers_->TakeDue(stepped);
  ASSERT_TRUE(due.ok());
  EXPECT_THAT(*due, IsEmpty());
}

TEST_F(TimersTest, ForgetsASettledTimer) {
  Arm(seconds(1), "sent");
  Arm(seconds(1), "unsent");
  Arm(seconds(2), "later");
  ASSERT_THAT(TakeDue(milliseconds(1001)), ElementsAre("sent", "unsent"));
  Settle(seconds(1), "sent");
  Settle(seconds(2), "later");
  EXPECT_THAT(TakeDue(seconds(100)), ElementsAre("unsent"));
  Settle(seconds(1), "unsent");
  Settle(seconds(1), "never armed");
  EXPECT_THAT(TakeDue(seconds(1000)), IsEmpty());
  Write();
  Restart();
  EXPECT_THAT(TakeDue(seconds(1000)), IsEmpty());
}

TEST_F(TimersTest, TakesATimerArmedTwiceAsOne) {
  Arm(seconds(1), "a");
  Arm(seconds(1), "a");
  ASSERT_THAT(TakeDue(seconds(2)), ElementsAre("a"));
  Arm(seconds(1), "a");  // Sent already: it waits for its turn.
  EXPECT_THAT(TakeDue(milliseconds(2500)), IsEmpty());
  EXPECT_THAT(TakeDue(seconds(3)), ElementsAre("a"));
}

TEST_F(TimersTest, NeverLetsTheCursorPassAnUnsettledTimer) {
  Arm(seconds(1), "a");
  Arm(seconds(5), "b");
  ASSERT_THAT(TakeDue(seconds(7)), ElementsAre("a", "b"));
  Write();
  EXPECT_EQ(StoredCursor(), seconds(1));
  Settle(seconds(1), "a");
  Write();
  EXPECT_EQ(StoredCursor(), seconds(5));
  Settle(seconds(5), "b");
  Write();
  EXPECT_GT(StoredCursor(), seconds(7));
}

TEST_F(TimersTest, StartsFromTheStoredCursorWithAllThatIsUnsettled) {
  Arm(seconds(1), "a");
  Arm(seconds(2), "b");
  Arm(seconds(3), "c");
  ASSERT_THAT(TakeDue(seconds(9)), SizeIs(3));
  Settle(seconds(1), "a");
  Write();
  Settle(seconds(2), "b");  // In a window that is lost.
  Restart();
  EXPECT_THAT(TakeDue(seconds(9)), ElementsAre("b", "c"));
}

TEST_F(TimersTest, PullsTheCursorBackToATimerArmedBeforeIt) {
  TakeDue(seconds(100));
  Write();
  ASSERT_GT(StoredCursor(), seconds(100));
  Arm(seconds(40), "late");
  Write();
  EXPECT_EQ(StoredCursor(), seconds(40));
  Restart();
  EXPECT_THAT(TakeDue(seconds(101)), ElementsAre("late"));
}

TEST_F(TimersTest, PullsTheCursorBackThoughNothingFiresHere) {
  TakeDue(seconds(100));
  Write();
  Restart();  // Folds, but does not own the partition: TakeDue is not asked.
  Arm(seconds(40), "late");
  Write();
  EXPECT_EQ(StoredCursor(), seconds(40));
}

TEST_F(TimersTest, BeginsAgainAtWhatIsWrittenWhenTheWindowIsDropped) {
  Arm(seconds(1), "a");
  Write();
  Arm(seconds(1), "b");
  Settle(seconds(1), "a");
  DropWindow();
  EXPECT_THAT(TakeDue(seconds(2)), ElementsAre("a"));
}

TEST_F(TimersTest, FindsATimerThatBecomesNear) {
  Arm(std::chrono::hours(5), "far");
  EXPECT_THAT(TakeDue(seconds(0)), IsEmpty());
  EXPECT_EQ(WakeAfter(seconds(0)), std::nullopt);
  TakeDue(std::chrono::hours(5) - seconds(20));
  EXPECT_EQ(WakeAfter(std::chrono::hours(5) - seconds(20)),
            std::chrono::hours(5) + milliseconds(1));
  EXPECT_THAT(TakeDue(std::chrono::hours(5) + milliseconds(1)), ElementsAre("far"));
}

}  // namespace
}  // namespace docket::eventing
