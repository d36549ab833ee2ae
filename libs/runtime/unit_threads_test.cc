#include "libs/runtime/unit_threads.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include <gtest/gtest.h>

namespace docket::runtime {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

// Counts what it was handed; sleeps for ever unless woken.
class Counter final : public eventing::Stepped {
 public:
  eventing::Turn Step(Instant now) override {
    const int taken = waiting_.exchange(0);
    handled_ += taken;
    const std::lock_guard lock(mutex_);
    threads_.insert(std::this_thread::get_id());
    return {taken > 0, {now.wall + hours(1), now.monotonic + hours(1)}};
  }

  void Hand() { ++waiting_; }
  int handled() const { return handled_; }
  size_t threads() const {
    const std::lock_guard lock(mutex_);
    return threads_.size();
  }

 private:
  std::atomic<int> waiting_{0};
  std::atomic<int> handled_{0};
  mutable std::mutex mutex_;
  std::set<std::thread::id> threads_;
};

void WaitUntil(const Counter& counter, int handled) {
  const Instant begin = SystemInstant();
  while (counter.handled() < handled && SystemInstant().monotonic - begin.monotonic < seconds(20)) {
    std::this_thread::yield();
  }
  ASSERT_EQ(counter.handled(), handled);
}

TEST(UnitThreads, LoseNoWakeUp) {
  Counter counter;
  UnitThreads threads({{&counter}});
  threads.Start();
  for (int i = 1; i <= 2000; ++i) {
    counter.Hand();
    threads.waker(0)->Wake();
    WaitUntil(counter, i);
  }
}

TEST(UnitThreads, StepEachUnitOnOneThreadOnly) {
  Counter first;
  Counter second;
  UnitThreads threads({{&first}, {&second}});
  threads.Start();
  for (int i = 1; i <= 100; ++i) {
    first.Hand();
    second.Hand();
    threads.waker(0)->Wake();
    threads.waker(1)->Wake();
    WaitUntil(first, i);
    WaitUntil(second, i);
  }
  EXPECT_EQ(first.threads(), 1u);
  EXPECT_EQ(second.threads(), 1u);
}

// Has never anything due.
class Idler final : public eventing::Stepped {
 public:
  eventing::Turn Step(Instant) override {
    ++steps_;
    return {false, {{}, std::chrono::nanoseconds::max()}};
  }
  int steps() const { return steps_; }

 private:
  std::atomic<int> steps_{0};
};

TEST(UnitThreads, SleepWhenNothingIsDue) {
  Idler idler;
  Counter counter;
  UnitThreads threads({{&idler}, {&counter}, {}});
  threads.Start();
  for (int i = 1; i <= 1000; ++i) {
    counter.Hand();
    threads.waker(1)->Wake();
    WaitUntil(counter, i);
  }
  EXPECT_LT(idler.steps(), 1000);
}

TEST(UnitThreads, StopWhileAsleep) {
  Counter counter;
  UnitThreads threads({{&counter}});
  threads.Start();
  counter.Hand();
  threads.waker(0)->Wake();
  WaitUntil(counter, 1);  // What follows is a round with nothing to do, then an hour of sleep.
  const std::chrono::nanoseconds begin = SystemInstant().monotonic;
  threads.Stop();
  EXPECT_LT(SystemInstant().monotonic - begin, seconds(20));
}

}  // namespace
}  // namespace docket::runtime
