// More timers than sit in memory.

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/eventing/timers.h"
#include "libs/testing/simulated_store.h"

namespace docket::eventing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Time kDue = FromMillis(1'000'000'000);
constexpr size_t kStorm = 1000;
constexpr size_t kNear = 100;

class TimerStorm : public ::testing::Test {
 protected:
  TimerStorm() { EXPECT_TRUE(timers_.Load().ok()); }

  static std::string Key(size_t i) { return "timer " + std::to_string(100'000 + i); }
  void ArmAll() {
    for (size_t i = 0; i < kStorm; ++i) timers_.Arm(kDue, Key(i));
  }
  std::vector<DueTimer> Take(milliseconds after) {
    auto due = timers_.TakeDue({kDue + after, seconds(50) + after});
    EXPECT_TRUE(due.ok()) << due.status();
    return *due;
  }
  // Takes and settles until nothing is due; how often each was sent.
  std::multiset<std::string> Drain() {
    std::multiset<std::string> sent;
    for (std::vector<DueTimer> due = Take(milliseconds(1)); !due.empty();
         due = Take(milliseconds(1))) {
      EXPECT_LE(timers_.near(), kNear);
      for (const DueTimer& timer : due) {
        sent.insert(timer.key);
        timers_.Settle(timer.due, timer.key);
      }
    }
    return sent;
  }
  static std::multiset<std::string> EachOnce() {
    std::multiset<std::string> each;
    for (size_t i = 0; i < kStorm; ++i) each.insert(Key(i));
    return each;
  }

  testing::SimulatedStore store_{Timers::Specs()};
  Timers timers_{store_.get(), 0, kNear};
};

TEST_F(TimerStorm, FiresEachOnceAlthoughNotAllFitInMemory) {
  ArmAll();
  EXPECT_EQ(Drain(), EachOnce());
}

TEST_F(TimerStorm, StaysBoundedWhenArmedInFrontOfWhatIsLoaded) {
  Take(milliseconds(-1000));  // Loads a minute ahead: the storm falls inside it.
  ArmAll();
  EXPECT_LE(timers_.near(), kNear);
  EXPECT_EQ(Drain(), EachOnce());
}

TEST_F(TimerStorm, StaysBoundedWhenArmedBehindWhatIsSent) {
  timers_.Arm(kDue + seconds(1), "last");
  ASSERT_EQ(Take(seconds(2)).size(), 1);
  ArmAll();
  EXPECT_LE(timers_.near(), kNear);
  std::multiset<std::string> sent;
  for (std::vector<DueTimer> due = Take(milliseconds(2100)); !due.empty();
       due = Take(milliseconds(2100))) {
    for (const DueTimer& timer : due) {
      sent.insert(timer.key);
      timers_.Settle(timer.due, timer.key);
    }
  }
  EXPECT_EQ(sent, EachOnce());
  EXPECT_EQ(Take(seconds(3)).size(), 1);  // And "last" again, by its own wait.
}

TEST_F(TimerStorm, KeepsTheCursorInFrontOfWhatDoesNotFit) {
  ArmAll();
  Take(milliseconds(1));
  timers_.PutCursor();
  ASSERT_TRUE(store_.get().WriteWindow().ok());
  Timers next(store_.get(), 0, kStorm + 1);
  ASSERT_TRUE(next.Load().ok());
  size_t due = 0;
  for (auto taken = next.TakeDue({kDue + milliseconds(1), seconds(1)}); !taken->empty();
       taken = next.TakeDue({kDue + milliseconds(1), seconds(1)})) {
    due += taken->size();
  }
  EXPECT_EQ(due, kStorm);
}

TEST_F(TimerStorm, AsksToBeSteppedAgainWhileMoreIsDue) {
  ArmAll();
  const Instant now{kDue + milliseconds(1), seconds(50)};
  for (size_t left = kStorm; left > 0;) {
    ASSERT_LE(timers_.NextWake(now).value_or(now.monotonic), now.monotonic);
    const std::vector<DueTimer> due = *timers_.TakeDue(now);
    for (const DueTimer& timer : due) {
      timers_.Settle(timer.due, timer.key);
      --left;
    }
  }
}

}  // namespace
}  // namespace docket::eventing
