// Appends to a cluster that does not answer: each comes out all the same, in its time.

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "libs/log/kafka/kafka_event_log.h"
#include "libs/log/kafka/kafka_home_test.h"
#include "libs/log/kafka/topics.h"
#include "libs/testing/kafka_broker.h"
#include "libs/testing/log_asker.h"

namespace docket::log {
namespace {

using testing::KafkaBroker;
using testing::LogAsker;
using testing::OpenKafkaHome;
using testing::WakeSignal;

// message.timeout.ms, the look at it every second, and what a busy machine adds.
constexpr std::chrono::milliseconds kAnswerMax{33'000};

const TopicPartition kPlace{"docket.outage.events.v1", 0};

std::vector<AppendHandle> StartMany(LogAsker& asker) {
  std::vector<AppendHandle> handles;
  for (int i = 0; i < 200; ++i) {
    handles.push_back(asker.Start(kPlace, {{"key", "many " + std::to_string(i), {}}}));
  }
  return handles;
}

// What became of the append; it must be known by `until`.
AppendResult Collect(LogAsker& asker, AppendHandle handle,
                     std::chrono::steady_clock::time_point until) {
  WakeSignal& signal = asker.SignalOf(kPlace);
  while (true) {
    const uint64_t seen = signal.count();
    if (auto result = asker.log().Poll(handle)) return *std::move(result);
    if (std::chrono::steady_clock::now() >= until) break;
    signal.AwaitMoreThan(seen);  // It gives up after ten seconds; an append may take thirty.
  }
  ADD_FAILURE() << "an append hangs";
  return Unknown{"it hangs"};
}

TEST(KafkaOutage, LeavesNoAppendWithoutAnAnswer) {
  KafkaBroker broker(1);
  const auto made =
      MakeMissingTopics({.brokers = broker.address()}, {DocketTopic(kPlace.topic, 1, 1)});
  ASSERT_TRUE(made.ok()) << made.status();
  auto log = KafkaEventLog::Open({.brokers = broker.address(), .topics = {kPlace.topic}});
  ASSERT_TRUE(log.ok()) << log.status();
  OpenKafkaHome home(*std::move(log));
  LogAsker asker(home);
  asker.Append(kPlace, {{"key", "before", {}}});

  const std::vector<AppendHandle> in_flight = StartMany(asker);
  broker.Kill(1);
  const std::vector<AppendHandle> later = StartMany(asker);
  const auto until = std::chrono::steady_clock::now() + kAnswerMax;
  for (const AppendHandle handle : in_flight) Collect(asker, handle, until);
  for (const AppendHandle handle : later) {
    EXPECT_TRUE(std::holds_alternative<Unknown>(Collect(asker, handle, until)));
  }

  broker.Start();
  EXPECT_EQ(asker.Append(kPlace, {{"key", "after", {}}}).size(), 1u);
}

}  // namespace
}  // namespace docket::log
