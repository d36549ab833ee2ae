// Faults of reading that a real broker does not give on demand.

#include <chrono>
#include <future>
#include <memory>
#include <string_view>
#include <variant>

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "libs/log/kafka/ends.h"
#include "libs/log/kafka/ends_answer_test.h"
#include "libs/log/kafka/kafka_event_log.h"
#include "libs/log/kafka/kafka_home_test.h"
#include "libs/log/kafka/mock_cluster_test.h"
#include "libs/log/kafka/partition_reader.h"
#include "libs/log/kafka/readers.h"
#include "libs/testing/log_asker.h"
#include "libs/testing/wake_signal.h"

namespace docket::log {
namespace {

using testing::LogAsker;
using testing::OpenKafkaHome;
using testing::WakeSignal;

constexpr int16_t kFetch = 1;  // Of Kafka's requests.

// Both partitions come by one client, so that what is fetched of one tells how far the other is.
TEST(KafkaReadingFaults, LeaveNoRecordThatNobodyIsToldOf) {
  MockCluster cluster(1);
  cluster.MakeTopic("t", 2);
  auto log = KafkaEventLog::Open({.brokers = cluster.address(), .topics = {"t"}});
  ASSERT_TRUE(log.ok()) << log.status();
  OpenKafkaHome home(*std::move(log));
  LogAsker asker(home);
  const TopicPartition one{"t", 0};
  const TopicPartition other{"t", 1};
  for (const TopicPartition& place : {one, other}) {
    asker.Append(place, {{"key", "first", {}}});
    ASSERT_EQ(asker.Read(place, 0, 1).size(), 1u);
  }
  // The word that the end was reached has come by then, and is taken.
  asker.Append(other, {{"key", "more", {}}});
  ASSERT_EQ(asker.Read(other, 1, 2).size(), 1u);
  ASSERT_TRUE(std::holds_alternative<CaughtUp>(asker.log().Read(one, 1, {})));
  const WakeSignal& signal = asker.SignalOf(one);
  const uint64_t seen = signal.count();
  rd_kafka_mock_push_request_errors(cluster.get(), kFetch, 1, RD_KAFKA_RESP_ERR_UNKNOWN);
  ASSERT_TRUE(signal.AwaitMoreThan(seen)) << "nobody told of the error";
  asker.Append(one, {{"key", "second", {}}});
  for (Offset next = 2; next < 4; ++next) {
    asker.Append(other, {{"key", "more", {}}});
    ASSERT_EQ(asker.Read(other, next, next + 1).size(), 1u);
  }
  // Now the error and the record stand in one queue.
  EXPECT_EQ(asker.Read(one, 1, 2).size(), 1u);
}

// The client reads the partition already, which those who share out the clients do not know, and so
// refuses to begin.
TEST(KafkaReadingFaults, OfAClientAreToldAndTriedAgain) {
  MockCluster cluster(1);
  cluster.MakeTopic("t", 2);
  auto log = KafkaEventLog::Open({.brokers = cluster.address(), .topics = {"t"}});
  ASSERT_TRUE(log.ok()) << log.status();
  OpenKafkaHome home(*std::move(log));
  LogAsker(home).Append({"t", 0}, {{"key", "value", {}}});
  std::promise<void> heard;
  const KafkaOptions options{.brokers = cluster.address(),
                             .tell = [&](int /*level*/, std::string_view text) {
                               if (text.starts_with("reading t/0: ")) heard.set_value();
                             }};
  const kafka::Client asker = kafka::ClientOf(options);
  kafka::Ends ends(asker.get(), options.doubt);
  WakeSignal signal;
  kafka::Readers readers(options, 2);
  std::promise<rd_kafka_t*> taken;
  readers.Post([&] {
    const auto client = readers.Take({"t", 1});
    const kafka::Places places(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(places.get(), "t", 0)->offset = 0;
    const kafka::Fault fault(rd_kafka_incremental_assign(*client, places.get()));
    taken.set_value(*client);
  });
  rd_kafka_t* const client = taken.get_future().get();
  const auto reader = std::make_shared<kafka::PartitionReader>(
      readers, ends, options.doubt, TopicPartition{"t", 0}, [&] { signal.Wake(); });
  EXPECT_TRUE(std::holds_alternative<CaughtUp>(reader->Read(0, {})));
  ASSERT_EQ(heard.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  ReadResult read;
  do {
    const uint64_t seen = signal.count();
    read = reader->Read(0, {});
    if (!std::holds_alternative<CaughtUp>(read)) break;
    ASSERT_TRUE(signal.AwaitMoreThan(seen)) << "it was not tried again";
  } while (true);
  EXPECT_TRUE(std::holds_alternative<Records>(read));
  reader->Close();
  readers.Post([&readers, client] { readers.GiveBack(client, {"t", 1}); });
}

TEST(KafkaReaders, FetchNoMoreAheadThanAProcessCanHold) {
  for (const size_t places : {1, 16, 64, 256}) {
    EXPECT_LE(kafka::FetchedKbytesMax(places) * static_cast<int64_t>(places), 1 << 20) << places;
  }
  EXPECT_EQ(kafka::FetchedKbytesMax(1), 65536);
  EXPECT_EQ(kafka::FetchedKbytesMax(10'000), 4096) << "with less it would be read by the second";
}

}  // namespace
}  // namespace docket::log
