#include "libs/runtime/read_pool.h"

#include <atomic>
#include <future>

#include <gtest/gtest.h>

namespace docket::runtime {
namespace {

TEST(ReadPool, RunsAllThatItTookBeforeItEnds) {
  std::atomic<int> ran{0};
  {
    ReadPool pool;
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(pool.Run([&ran] { ++ran; }));
  }
  EXPECT_EQ(ran, 1000);
}

TEST(ReadPool, TakesNoMoreThanMayWait) {
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  std::atomic<size_t> ran{0};
  size_t taken = 0;
  {
    ReadPool pool;
    const auto read = [released, &ran] {
      released.wait();
      ++ran;
    };
    while (pool.Run(read)) ++taken;
    EXPECT_GE(taken, ReadPool::kWaitingMax);
    EXPECT_LE(taken, ReadPool::kWaitingMax + ReadPool::kThreads);
    release.set_value();
  }
  EXPECT_EQ(ran, taken);
}

}  // namespace
}  // namespace docket::runtime
