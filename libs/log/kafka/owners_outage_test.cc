// Who owns what, asked of a cluster of which one node is dead.

#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "libs/log/kafka/kafka_membership.h"
#include "libs/log/kafka/kafka_owners.h"
#include "libs/log/kafka/topics.h"
#include "libs/testing/kafka_broker.h"

namespace docket::log {
namespace {

constexpr char kTopic[] = "docket.owners.events.v1";
constexpr char kGroup[] = "docket-owners";
constexpr std::chrono::seconds kPatience{60};

KafkaOptions OptionsOf(const std::string& address) {
  KafkaOptions options{.brokers = testing::SharedBroker(3).address()};
  options.client_id = address;
  return options;
}

// Whether `address` is told to be the owner in time. Whoever is led by what he is told asks often.
bool Owns(KafkaOwners& owners, const std::string& address) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (owners.OwnerOf(0) != address) {
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::yield();
  }
  return true;
}

TEST(KafkaOwnersOutage, OfOneBrokerHidesNoOwner) {
  testing::KafkaBroker& broker = testing::SharedBroker(3);
  const auto made = MakeMissingTopics(OptionsOf("maker"), {DocketTopic(kTopic, 1, 3)});
  ASSERT_TRUE(made.ok()) << made.status();
  const auto owners = KafkaOwners::Watch(OptionsOf("asker:0"), kGroup, kTopic);
  ASSERT_TRUE(owners.ok()) << owners.status();
  {
    const auto one = KafkaMembership::Join(OptionsOf("one:1"), kGroup, kTopic);
    ASSERT_TRUE(one.ok()) << one.status();
    EXPECT_TRUE(Owns(**owners, "one:1"));
    broker.Kill(3);
  }
  {
    const auto two = KafkaMembership::Join(OptionsOf("two:2"), kGroup, kTopic);
    ASSERT_TRUE(two.ok()) << two.status();
    EXPECT_TRUE(Owns(**owners, "two:2"));
  }
  broker.Start();
}

}  // namespace
}  // namespace docket::log
