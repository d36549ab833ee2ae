#pragma once

// What scenarios on a real broker share: instances of a service that share its partitions.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <signal.h>

#include "libs/log/kafka/topics.h"
#include "libs/log/record.h"
#include "libs/testing/kafka_broker.h"
#include "tests/scenario/scenario.h"

namespace docket {

// A program that shares the partitions with others of its kind.
struct Instance {
  std::unique_ptr<testing::ChildProcess> process;
  std::string address;
};

// Topics belong to the broker, so all tests of a program work in one docket.
class KafkaScenario : public Scenario {
 protected:
  static constexpr int32_t kPartitions = 4;

  static void SetUpTestSuite() {
    log::KafkaOptions options;
    options.brokers = testing::SharedBroker(1).address();
    const auto made = log::MakeMissingTopics(
        options, {log::DocketTopic(log::EventsTopic("ticket"), kPartitions, 1),
                  log::DocketTopic(log::CommandsTopic("ticket"), kPartitions, 1),
                  log::DocketTopic(log::EventsTopic("setting"), 1, 1),
                  log::DocketTopic(log::kQuarantineTopic, 1, 1)});
    ASSERT_TRUE(made.ok()) << made.status();
  }

  // Starts `one_` and `two_`, which share the partitions; who is silent for `session` loses them.
  void StartTwo(const std::string& session = "1500ms") {
    ASSERT_NO_FATAL_FAILURE(StartInstance(one_, "one", session));
    ASSERT_NO_FATAL_FAILURE(StartInstance(two_, "two", session));
  }

  void StartInstance(Instance& instance, const std::string& directory,
                     const std::string& session = "1500ms",
                     const std::string& program = "docket-intake") {
    instance.process = std::make_unique<testing::ChildProcess>(
        std::vector<std::string>{DOCKET_BIN "/" + program, "--data", data_ / directory, "--address",
                                 "127.0.0.1:0", "--kafka", testing::SharedBroker(1).address(),
                                 "--kafka-replication", "1", "--kafka-session-timeout", session});
    const auto address = instance.process->WaitForLine(program + " serves at ", kStartDeadline);
    ASSERT_TRUE(address.has_value()) << program << " did not start";
    instance.address = *address;
  }

  static void KillInstance(Instance& instance) {
    instance.process->Signal(SIGKILL);
    ASSERT_EQ(instance.process->Wait(), -SIGKILL);
  }

  // In good order.
  static void StopInstance(Instance& instance) {
    instance.process->Signal(SIGTERM);
    EXPECT_EQ(instance.process->Wait(), 0);
  }

  Instance one_;
  Instance two_;
};

}  // namespace docket
