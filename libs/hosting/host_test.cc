// A whole host on a real Kafka, whose topics change under it.

#include "libs/hosting/host.h"

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <signal.h>

#include "libs/hosting/no_calls_test.h"
#include "libs/log/kafka/grow_topic_test.h"
#include "libs/log/kafka/kafka_membership.h"
#include "libs/log/kafka/kafka_owners.h"
#include "libs/log/kafka/topics.h"
#include "libs/testing/kafka_broker.h"
#include "libs/testing/scratch_directory.h"
#include "libs/testing/toy/toy.h"

namespace docket::hosting {
namespace {

using std::chrono::steady_clock;

constexpr char kEvents[] = "docket.umbrella.events.v1";
constexpr char kCommands[] = "docket.umbrella.commands.v1";
constexpr char kLedger[] = "docket.borrower.commands.v1";
constexpr char kGroup[] = "docket-desk";
constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::milliseconds kLook{20};

class KafkaHost : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.program = "desk";
    options_.data_directory = data_ / "data";
    options_.address = "127.0.0.1:0";
    options_.kafka.brokers = testing::SharedBroker(1).address();
    options_.kafka_replication = 1;
    const auto made = log::MakeMissingTopics(
        options_.kafka,
        {log::DocketTopic(kEvents, 2, 1), log::DocketTopic(kCommands, 2, 1),
         log::DocketTopic(kLedger, 2, 1), log::DocketTopic(log::EventsTopic("setting"), 1, 1),
         log::DocketTopic(log::kQuarantineTopic, 1, 1)});
    ASSERT_TRUE(made.ok()) << made.status();
  }

  void Start(std::vector<Service> services) {
    std::packaged_task<absl::Status()> run(
        [this, services = std::move(services)] { return RunHost(options_, services); });
    ended_ = run.get_future();
    thread_ = std::thread(std::move(run));
  }

  // Once the host is a member: by then it knows how many partitions there are.
  void AwaitMember(const std::string& group) {
    const auto owners = log::KafkaOwners::Watch(options_.kafka, group, kEvents);
    ASSERT_TRUE(owners.ok()) << owners.status();
    const auto until = steady_clock::now() + kPatience;
    while (!(*owners)->OwnerOf(0).has_value()) {
      ASSERT_FALSE(EndsWithin(kLook)) << ended_.get();
      ASSERT_LT(steady_clock::now(), until) << "the host did not join";
    }
  }

  // Has the group share its partitions anew, as they are by now.
  void Reshare() {
    const auto another = log::KafkaMembership::Join(options_.kafka, kGroup, kEvents);
    ASSERT_TRUE(another.ok()) << another.status();
    const auto until = steady_clock::now() + kPatience;
    while ((*another)->Poll().empty() && !EndsWithin(kLook)) {
      ASSERT_LT(steady_clock::now(), until) << "nobody was assigned anything";
    }
  }

  // What the host says at its end; it is told to stop if it does not end by itself.
  absl::Status End() {
    if (!EndsWithin(kPatience)) return Stop();
    return Said();
  }
  // What it says when it is told to stop.
  absl::Status Stop() {
    // Its thread is the one that waits for the signal.
    // NOLINTNEXTLINE(bugprone-bad-signal-to-kill-thread)
    pthread_kill(thread_.native_handle(), SIGTERM);
    return Said();
  }

  absl::Status Said() {
    absl::Status said = ended_.get();
    thread_.join();
    return said;
  }

  void TearDown() override {
    if (thread_.joinable()) thread_.join();
  }

  HostOptions options_;

  Service Desk() {
    return {.name = "desk",
            .unit = [this](int32_t partition) { return toy_.Desk(partition); },
            .make_api = [](const ApiPorts&) { return std::make_unique<NoCalls>(); }};
  }
  Service Clerk() {
    return {.name = "clerk",
            .unit = [this](int32_t partition) { return toy_.Clerk(partition); },
            .make_api = nullptr};
  }

 private:
  bool EndsWithin(std::chrono::milliseconds time) const {
    return ended_.wait_for(time) == std::future_status::ready;
  }

  const testing::ScratchDirectory data_;
  testing::Toy toy_;
  std::future<absl::Status> ended_;
  std::thread thread_;
};

TEST_F(KafkaHost, SharesATopicByAGroupForEachServiceThatFoldsIt) {
  Start({Desk(), Clerk()});
  ASSERT_NO_FATAL_FAILURE(AwaitMember(kGroup));
  ASSERT_NO_FATAL_FAILURE(AwaitMember("docket-clerk"));
  const absl::Status ended = Stop();
  EXPECT_TRUE(ended.ok()) << ended;
}

TEST_F(KafkaHost, EndsWhenATopicGetsMorePartitionsAndStaysEnded) {
  Start({Desk()});
  ASSERT_NO_FATAL_FAILURE(AwaitMember(kGroup));
  ASSERT_NO_FATAL_FAILURE(GrowTopic(options_.kafka, kEvents, 3));
  ASSERT_NO_FATAL_FAILURE(Reshare());
  const absl::Status fault = End();
  EXPECT_EQ(fault.code(), absl::StatusCode::kFailedPrecondition) << fault;
  EXPECT_NE(Message(fault).find("topic docket.umbrella.events.v1 has more partitions"),
            std::string_view::npos)
      << fault;
  ASSERT_NO_FATAL_FAILURE(GrowTopic(options_.kafka, kCommands, 3));
  ASSERT_NO_FATAL_FAILURE(GrowTopic(options_.kafka, kLedger, 3));
  Start({Desk()});
  const absl::Status refused = End();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition) << refused;
  EXPECT_NE(Message(refused).find("has 3 partitions and had 2 when"), std::string_view::npos)
      << refused;
}

}  // namespace
}  // namespace docket::hosting
