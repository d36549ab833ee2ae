#include "tests/chaos/fleet.h"

#include <optional>
#include <utility>

#include "libs/base/check.h"
#include "libs/log/kafka/topics.h"
#include "libs/log/record.h"

namespace docket::chaos {
namespace {

constexpr std::chrono::seconds kStartDeadline{60};

void MakeTopics(const testing::KafkaBroker& broker) {
  log::KafkaOptions options;
  options.brokers = broker.address();
  const int32_t copies = broker.nodes();
  DOCKET_CHECK(log::MakeMissingTopics(
                   options, {log::DocketTopic(log::EventsTopic("ticket"), kPartitions, copies),
                             log::DocketTopic(log::CommandsTopic("ticket"), kPartitions, copies),
                             log::DocketTopic(log::kQuarantineTopic, 1, copies)})
                   .ok());
}

}  // namespace

Fleet::Fleet(std::string bin, int nodes) : bin_(std::move(bin)), broker_(nodes) {
  MakeTopics(broker_);
  addresses_.assign(kInstances, "127.0.0.1:0");
  instances_.resize(kInstances);
  for (size_t index = 0; index < kInstances; ++index) Start(index);
}

// Its output is not waited for later: an instance that owns nothing yet says nothing.
void Fleet::Start(size_t index) {
  instances_[index] = std::make_unique<testing::ChildProcess>(std::vector<std::string>{
      bin_ + "/docket-intake", "--data", data_ / ("instance" + std::to_string(index)), "--address",
      addresses_[index], "--kafka", broker_.address(), "--kafka-replication",
      std::to_string(broker_.nodes()), "--kafka-session-timeout",
      std::to_string(kSessionTimeout.count()) + "ms", "--log-level", "error"});
  if (addresses_[index] != "127.0.0.1:0") return;
  const std::optional<std::string> address =
      instances_[index]->WaitForLine("docket-intake serves at ", kStartDeadline);
  DOCKET_CHECK(address.has_value());
  addresses_[index] = *address;
}

void Fleet::Signal(size_t index, int signal) { instances_[index]->Signal(signal); }

void Fleet::End(size_t index, int signal) {
  instances_[index]->Signal(signal);
  instances_[index]->Wait();
}

}  // namespace docket::chaos
