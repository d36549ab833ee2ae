#include "libs/log/kafka/ends.h"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "libs/log/kafka/settings.h"

namespace docket::log::kafka {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{10};

const KafkaOptions kNobody{.brokers = "127.0.0.1:1"};

Client ClientOf(const KafkaOptions& options) {
  auto conf = MakeConf(options, Role::kReader, "docket.test");
  EXPECT_TRUE(conf.ok()) << conf.status();
  auto client = MakeClient(*std::move(conf), Role::kReader);
  EXPECT_TRUE(client.ok()) << client.status();
  return *std::move(client);
}

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
  const Ends ends(client.get());
  EXPECT_TRUE(Eventually([&] { return rd_kafka_queue_length(said.get()) == 0; }));
}

}  // namespace
}  // namespace docket::log::kafka
