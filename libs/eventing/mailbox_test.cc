#include "libs/eventing/mailbox.h"

#include <atomic>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace docket::eventing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CountingWaker final : public log::Waker {
 public:
  void Wake() override { ++count; }
  std::atomic<int> count{0};
};

Command Named(const std::string& id) {
  Command command;
  command.header.set_aggregate_id(id);
  return command;
}

std::vector<std::string> Names(const std::vector<Command>& commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.header.aggregate_id());
  return names;
}

TEST(Mailbox, GivesCommandsInTheirOrderAndNoMoreThanAsked) {
  Mailbox mailbox(8);
  for (const char* id : {"a", "b", "c"}) {
    Command command = Named(id);
    ASSERT_TRUE(mailbox.Put(command));
  }
  EXPECT_THAT(Names(mailbox.Take(0)), IsEmpty());
  EXPECT_THAT(Names(mailbox.Take(2)), ElementsAre("a", "b"));
  EXPECT_THAT(Names(mailbox.Take(SIZE_MAX)), ElementsAre("c"));
  EXPECT_THAT(Names(mailbox.Take(1)), IsEmpty());
}

TEST(Mailbox, LeavesTheCommandToItsCallerWhenFull) {
  Mailbox mailbox(1);
  Command first = Named("a");
  Command second = Named("b");
  ASSERT_TRUE(mailbox.Put(first));
  EXPECT_FALSE(mailbox.Put(second));
  EXPECT_EQ(second.header.aggregate_id(), "b");
  mailbox.Take(1);
  EXPECT_TRUE(mailbox.Put(second));
}

TEST(Mailbox, GivesTheExpiredApartAndKeepsTheOrderOfTheRest) {
  Mailbox mailbox(8);
  for (int seconds : {5, 1, 0, 2, 7}) {
    Command command = Named(std::to_string(seconds));
    if (seconds > 0) command.deadline = std::chrono::seconds(seconds);
    ASSERT_TRUE(mailbox.Put(command));
  }
  EXPECT_THAT(Names(mailbox.TakeExpired(std::chrono::seconds(2))), ElementsAre("1", "2"));
  EXPECT_THAT(Names(mailbox.Take(SIZE_MAX)), ElementsAre("5", "0", "7"));
}

TEST(Mailbox, WakesItsUnitForWhatWasPutAndNobodyAfterwards) {
  CountingWaker waker;
  Mailbox mailbox(1);
  Command quiet = Named("a");
  mailbox.Put(quiet);
  mailbox.Take(1);
  mailbox.SetWaker(&waker);
  Command heard = Named("b");
  mailbox.Put(heard);
  EXPECT_EQ(waker.count, 1);
  mailbox.Put(heard);
  EXPECT_EQ(waker.count, 1);
  mailbox.SetWaker(nullptr);
  mailbox.Take(1);
  mailbox.Put(heard);
  EXPECT_EQ(waker.count, 1);
}

TEST(Mailbox, LosesNothingBetweenThreads) {
  constexpr int kThreads = 4;
  constexpr int kEach = 200;
  CountingWaker waker;
  Mailbox mailbox(16);
  mailbox.SetWaker(&waker);
  std::vector<std::thread> callers;
  for (int thread = 0; thread < kThreads; ++thread) {
    callers.emplace_back([&mailbox, thread] {
      for (int i = 0; i < kEach; ++i) {
        Command command = Named(std::to_string(thread));
        command.header.set_settings(static_cast<uint64_t>(i));
        while (!mailbox.Put(command)) std::this_thread::yield();
      }
    });
  }
  std::vector<uint64_t> seen(kThreads, 0);
  for (int taken = 0; taken < kThreads * kEach;) {
    for (const Command& command : mailbox.Take(7)) {
      uint64_t& next = seen[static_cast<size_t>(std::stoi(command.header.aggregate_id()))];
      EXPECT_EQ(command.header.settings(), next++);
      ++taken;
    }
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_THAT(Names(mailbox.Take(1)), IsEmpty());
  EXPECT_EQ(waker.count, kThreads * kEach);
}

}  // namespace
}  // namespace docket::eventing
