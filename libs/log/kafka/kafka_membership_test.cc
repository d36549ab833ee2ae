// Members of a group that share partitions, and who knows where they are, on a real cluster; one
// that fails for good, which only a fake of a cluster has it do.

#include "libs/log/kafka/kafka_membership.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "libs/log/kafka/kafka_owners.h"
#include "libs/log/kafka/mock_cluster_test.h"
#include "libs/log/kafka/topics.h"
#include "libs/testing/kafka_broker.h"

namespace docket::log {
namespace {

using Kind = MembershipChange::Kind;
using Partitions = std::set<int32_t>;

constexpr std::chrono::seconds kPatience{60};
constexpr int16_t kJoinGroup = 11;  // Of Kafka's requests.
constexpr int16_t kHeartbeat = 12;

template <typename Condition>
bool Eventually(const Condition& holds) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::yield();
  }
  return true;
}

// An instance and what it owns.
class Instance {
 public:
  Instance(KafkaOptions options, const std::string& group, const std::string& topic,
           const std::string& address) {
    options.client_id = address;
    auto joined = KafkaMembership::Join(options, group, topic);
    EXPECT_TRUE(joined.ok()) << joined.status();
    membership_ = *std::move(joined);
  }

  const Partitions& Owned() {
    for (const MembershipChange& change : membership_->Poll()) {
      if (change.kind == Kind::kAssigned) {
        owned_.insert(change.partition);
      } else {
        EXPECT_EQ(owned_.erase(change.partition), 1u) << "revoked from nobody";
        ++revoked_;
      }
    }
    return owned_;
  }
  // How often a partition was taken away.
  int revoked() const { return revoked_; }

 private:
  std::unique_ptr<KafkaMembership> membership_;
  Partitions owned_;
  int revoked_ = 0;
};

class KafkaMembers : public ::testing::Test {
 protected:
  void SetUp() override {
    static int last = 0;
    topic_ = "docket.members" + std::to_string(++last) + ".events.v1";
    group_ = "docket-members" + std::to_string(last);
    const auto made = MakeMissingTopics(options_, {DocketTopic(topic_, 4, 1)});
    ASSERT_TRUE(made.ok()) << made.status();
  }

  const KafkaOptions options_{.brokers = testing::SharedBroker(1).address()};
  std::string topic_;
  std::string group_;
};

TEST_F(KafkaMembers, ShareAllPartitionsAndLeaveTheirsToOthers) {
  Instance one(options_, group_, topic_, "one:1");
  ASSERT_TRUE(Eventually([&] { return one.Owned() == Partitions{0, 1, 2, 3}; }));
  {
    Instance two(options_, group_, topic_, "two:2");
    EXPECT_TRUE(Eventually([&] {
      Partitions both = one.Owned();
      both.insert(two.Owned().begin(), two.Owned().end());
      return one.Owned().size() == 2 && two.Owned().size() == 2 && both.size() == 4;
    }));
    EXPECT_EQ(one.revoked(), 2) << "what it keeps was taken away meanwhile";
  }
  EXPECT_TRUE(Eventually([&] { return one.Owned().size() == 4; }));
  EXPECT_EQ(one.revoked(), 2);
}

TEST_F(KafkaMembers, AreFoundByTheAddressOfWhoOwnsAPartition) {
  Instance one(options_, group_, topic_, "one:1");
  Instance two(options_, group_, topic_, "two:2");
  ASSERT_TRUE(Eventually([&] { return one.Owned().size() == 2 && two.Owned().size() == 2; }));
  KafkaOptions of_one = options_;
  of_one.client_id = "one:1";
  const auto owners = KafkaOwners::Watch(of_one, group_, topic_);
  ASSERT_TRUE(owners.ok()) << owners.status();
  for (const int32_t partition : two.Owned()) {
    EXPECT_TRUE(Eventually([&] { return (*owners)->OwnerOf(partition) == "two:2"; })) << partition;
  }
  for (const int32_t partition : one.Owned()) {
    EXPECT_EQ((*owners)->OwnerOf(partition), std::nullopt) << "a call would go round in a circle";
  }
}

TEST(KafkaMember, ThatFailsForGoodOwnsNothingUntilItIsMadeAnew) {
  MockCluster cluster(1);
  cluster.MakeTopic("t", 2);
  std::atomic<int> told = 0;
  KafkaOptions options{.brokers = cluster.address()};
  options.tell = [&](int /*level*/, std::string_view text) {
    if (text.starts_with("membership of the group g: ")) ++told;
  };
  Instance instance(options, "g", "t", "one:1");
  ASSERT_TRUE(Eventually([&] { return instance.Owned() == Partitions{0, 1}; }));
  rd_kafka_mock_push_request_errors(cluster.get(), kHeartbeat, 1,
                                    RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID);
  EXPECT_TRUE(Eventually([&] { return instance.Owned().empty(); }));
  EXPECT_EQ(instance.revoked(), 2);
  EXPECT_TRUE(Eventually([&] { return instance.Owned() == Partitions{0, 1}; }));
  EXPECT_EQ(told, 1);
}

TEST(KafkaMember, ThatIsNotDealtAnythingAgainGivesUpWhatItHad) {
  MockCluster cluster(1);
  cluster.MakeTopic("t", 2);
  const KafkaOptions options{.brokers = cluster.address(),
                             .session_timeout = std::chrono::milliseconds(4'000)};
  Instance instance(options, "g", "t", "one:1");
  ASSERT_TRUE(Eventually([&] { return instance.Owned() == Partitions{0, 1}; }));
  for (int i = 0; i < 1'000; ++i) {
    rd_kafka_mock_push_request_errors(cluster.get(), kJoinGroup, 1,
                                      RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE);
  }
  const auto began = std::chrono::steady_clock::now();
  rd_kafka_mock_push_request_errors(cluster.get(), kHeartbeat, 1,
                                    RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS);
  EXPECT_TRUE(Eventually([&] { return instance.Owned().empty(); }));
  EXPECT_GE(std::chrono::steady_clock::now() - began, 2 * options.session_timeout);
  rd_kafka_mock_clear_request_errors(cluster.get(), kJoinGroup);
  EXPECT_TRUE(Eventually([&] { return instance.Owned() == Partitions{0, 1}; }));
  EXPECT_EQ(instance.revoked(), 2);
}

}  // namespace
}  // namespace docket::log
