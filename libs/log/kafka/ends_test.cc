#include "libs/log/kafka/ends.h"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "libs/log/kafka/ends_answer_test.h"
#include "libs/log/kafka/mock_cluster_test.h"

namespace docket::log::kafka {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{10};

// Whether `holds` within ten seconds.
template <typename Condition>
bool Eventually(const Condition& holds) {
  const auto until = steady_clock::now() + kPatience;
  while (!holds()) {
    if (steady_clock::now() >= until) return false;
    std::this_thread::yield();
  }
  return true;
}

// A client that finds no broker says so again and again.
TEST(KafkaEnds, KeepNothingOfWhatTheirClientSays) {
  const Client client = ClientOf(kNobody);
  const Queue said(rd_kafka_queue_get_main(client.get()));
  ASSERT_TRUE(Eventually([&] { return rd_kafka_queue_length(said.get()) > 0; }));
  const Ends ends(client.get(), kDoubt);
  EXPECT_TRUE(Eventually([&] { return rd_kafka_queue_length(said.get()) == 0; }));
}

// Whoever waits for an end asks again as soon as he is told that he gets none.
TEST(KafkaEnds, AreAskedForInVainATenthOfASecondApart) {
  MockCluster cluster(1);
  cluster.MakeTopic("t", 1);
  cluster.SetLeader("t", 0, -1);
  const Client client = ClientOf({.brokers = cluster.address()});
  Ends ends(client.get(), kDoubt);
  constexpr int kRounds = 6;
  const auto begun = steady_clock::now();
  for (int round = 0; round < kRounds; ++round) {
    EXPECT_FALSE(Ask(ends, {"t", 0}).ok());
  }
  EXPECT_GE(steady_clock::now() - begun, kRounds * std::chrono::milliseconds(100));
}

TEST(KafkaEnds, AreToldWhereTheyAreKnownBesideAPartitionThatHasNoLeader) {
  MockCluster cluster(1);
  cluster.MakeTopic("t", 2);
  cluster.SetLeader("t", 0, -1);
  const Client client = ClientOf({.brokers = cluster.address()});
  Ends ends(client.get(), kDoubt);
  for (int round = 0; round < 3; ++round) {
    Answer without;
    Answer with;
    ends.Ask({"t", 0}, 0, without.done());
    ends.Ask({"t", 1}, 0, with.done());
    EXPECT_EQ(with.Get(), absl::OkStatus());
    EXPECT_FALSE(without.Get().ok());
  }
}

}  // namespace
}  // namespace docket::log::kafka
