// Where partitions end and how far groups are, asked of brokers that do not answer.

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "libs/log/kafka/contact.h"
#include "libs/log/kafka/ends_answer_test.h"
#include "libs/log/kafka/kept_positions.h"
#include "libs/log/kafka/topics.h"
#include "libs/testing/kafka_broker.h"

namespace docket::log::kafka {
namespace {

using std::chrono::steady_clock;

constexpr char kTopic[] = "docket.ends.events.v1";
constexpr int32_t kPartitions = 6;

// Who leads each partition of the topic.
std::vector<int32_t> Leaders(const KafkaOptions& options) {
  std::vector<int32_t> leaders(kPartitions, -1);
  auto contact = Contact::Reach(options);
  EXPECT_TRUE(contact.ok()) << contact.status();
  const auto metadata = contact->AwaitTopic(kTopic);
  EXPECT_TRUE(metadata.ok()) << metadata.status();
  const rd_kafka_metadata_topic_t& topic = (*metadata)->topics[0];
  for (int i = 0; i < topic.partition_cnt; ++i) {
    leaders[static_cast<size_t>(topic.partitions[i].id)] = topic.partitions[i].leader;
  }
  return leaders;
}

TEST(KafkaEndsOutage, OfOneBrokerHidesNoEndThatOthersKnow) {
  testing::KafkaBroker& broker = testing::SharedBroker(3);
  const KafkaOptions options{.brokers = broker.address()};
  const auto made = MakeMissingTopics(options, {DocketTopic(kTopic, kPartitions, 3)});
  ASSERT_TRUE(made.ok()) << made.status();
  const Client client = ClientOf(options);
  Ends ends(client.get(), kDoubt);
  for (int32_t i = 0; i < kPartitions; ++i) ASSERT_EQ(Ask(ends, {kTopic, i}), absl::OkStatus());
  const std::vector<int32_t> leaders = Leaders(options);
  const int32_t hanging = leaders[0];
  broker.Pause(hanging);
  std::vector<Answer> answers(kPartitions);
  for (size_t i = 0; i < answers.size(); ++i) {
    ends.Ask({kTopic, static_cast<int32_t>(i)}, 0, answers[i].done());
  }
  for (size_t i = 0; i < answers.size(); ++i) {
    const absl::Status answer = answers[i].Get();
    EXPECT_TRUE(answer.ok() || leaders[i] == hanging) << i << ": " << answer;
  }
  broker.Resume(hanging);
}

// Two at most are waited for: one before the stop and the one that is under way.
TEST(KafkaEndsOutage, HoldsUpNoStopForLongerThanOneQuestion) {
  const Client client = ClientOf(kNobody);
  std::vector<Answer> answers(8);
  const auto begun = steady_clock::now();
  {
    Ends ends(client.get(), kDoubt);
    for (int32_t i = 0; i < 8; ++i) ends.AskRange({"t", i}, answers[i].range_done());
    EXPECT_EQ(answers[0].Get().code(), absl::StatusCode::kUnavailable);  // They are under way.
  }
  for (size_t i = 1; i < answers.size(); ++i) {
    EXPECT_EQ(answers[i].Get().code(), absl::StatusCode::kUnavailable);
  }
  EXPECT_LT(steady_clock::now() - begun, std::chrono::seconds(20)) << "each took its six seconds";
}

// Likewise of positions, whose groups are asked one after the other.
TEST(KeptPositionsOutage, HoldsUpNoStopForLongerThanOneGroup) {
  std::vector<Answer> answers(6);
  const auto begun = steady_clock::now();
  {
    KeptPositions positions(kNobody);
    for (size_t i = 0; i < answers.size(); ++i) {
      positions.Query("group " + std::to_string(i), {"t", 0}, answers[i].done());
    }
    EXPECT_FALSE(answers[0].Get().ok());
  }
  for (size_t i = 1; i < answers.size(); ++i) EXPECT_FALSE(answers[i].Get().ok());
  EXPECT_LT(steady_clock::now() - begun, std::chrono::seconds(20)) << "each took its five seconds";
}

}  // namespace
}  // namespace docket::log::kafka
