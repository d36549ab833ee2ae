// A broker that leads no more and was not told yet names an end of the past, and knows nothing of
// what stands behind it. A partition that is only filled later stands for it here.

#include <chrono>
#include <optional>
#include <thread>
#include <variant>

#include <gtest/gtest.h>

#include "libs/log/kafka/kafka_event_log.h"
#include "libs/log/kafka/kafka_home_test.h"
#include "libs/log/kafka/mock_cluster_test.h"
#include "libs/testing/log_asker.h"
#include "libs/testing/wake_signal.h"

namespace docket::log {
namespace {

using testing::LogAsker;
using testing::OpenKafkaHome;
using testing::WakeSignal;

class KafkaDoubt : public ::testing::Test {
 protected:
  // A log over the partition place_, which is empty.
  OpenKafkaHome Open(std::chrono::milliseconds doubt) {
    auto log = KafkaEventLog::Open(
        {.brokers = cluster_.address(), .topics = {place_.topic}, .doubt = doubt});
    EXPECT_TRUE(log.ok()) << log.status();
    return OpenKafkaHome(*std::move(log));
  }

  void SetUp() override { cluster_.MakeTopic(place_.topic, 1); }

  static void Fill(LogAsker& asker, int records) {
    for (int i = 0; i < records; ++i) asker.Append(place_, {{"key", "value", {}}});
  }

  static std::optional<absl::StatusOr<Offset>> Await(EventLog& log, EndHandle handle) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < until) {
      auto end = log.Poll(handle);
      if (end.has_value()) return end;
      std::this_thread::yield();
    }
    return std::nullopt;
  }

  static inline const TopicPartition place_{"t", 0};
  MockCluster cluster_{1};
};

TEST_F(KafkaDoubt, OfAnEndLastsUntilItIsAsHighAsIsKnown) {
  OpenKafkaHome home = Open(kDoubtMax);
  LogAsker asker(home);
  const EndHandle doubted = asker.log().QueryEnd(place_, 3);
  ASSERT_EQ(asker.End(place_), 0);  // By then the other was answered likewise.
  EXPECT_FALSE(asker.log().Poll(doubted).has_value());
  Fill(asker, 3);
  const auto end = Await(asker.log(), doubted);
  ASSERT_TRUE(end.has_value() && end->ok());
  EXPECT_EQ(**end, 3);
}

TEST_F(KafkaDoubt, OfAnEndIsOverInTheEnd) {
  OpenKafkaHome home = Open(std::chrono::milliseconds(300));
  LogAsker asker(home);
  const auto begun = std::chrono::steady_clock::now();
  const auto end = Await(asker.log(), asker.log().QueryEnd(place_, 3));
  ASSERT_TRUE(end.has_value() && end->ok());
  EXPECT_EQ(**end, 0);
  EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(300));
}

TEST_F(KafkaDoubt, OfWhatIsReadLastsUntilItIsThere) {
  OpenKafkaHome home = Open(kDoubtMax);
  LogAsker asker(home);
  const WakeSignal& signal = asker.SignalOf(place_);
  for (int told = 0; told < 4; ++told) {  // Twice by turns: assigned, and said to be out of range.
    const uint64_t seen = signal.count();
    ASSERT_TRUE(std::holds_alternative<CaughtUp>(asker.log().Read(place_, 2, {})));
    ASSERT_TRUE(signal.AwaitMoreThan(seen));
  }
  LogAsker writer(home);
  Fill(writer, 3);
  EXPECT_EQ(asker.Read(place_, 2, 3).size(), 1u);
}

}  // namespace
}  // namespace docket::log
