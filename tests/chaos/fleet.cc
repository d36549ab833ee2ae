#include "tests/chaos/fleet.h"

#include <cstdlib>
#include <optional>
#include <utility>

#include "libs/base/check.h"
#include "libs/log/kafka/topics.h"
#include "libs/log/record.h"

namespace docket::chaos {
namespace {

constexpr std::chrono::seconds kStartDeadline{60};
constexpr std::chrono::milliseconds kSuperviseEvery{50};

void MakeTopics(const testing::KafkaBroker& broker) {
  log::KafkaOptions options;
  options.brokers = broker.address();
  const int32_t copies = broker.nodes();
  DOCKET_CHECK(log::MakeMissingTopics(
                   options, {log::DocketTopic(log::EventsTopic("ticket"), kPartitions, copies),
                             log::DocketTopic(log::CommandsTopic("ticket"), kPartitions, copies),
                             log::DocketTopic(log::EventsTopic("setting"), 1, copies),
                             log::DocketTopic(log::kQuarantineTopic, 1, copies)})
                   .ok());
}

}  // namespace

Fleet::Fleet(std::string bin, int nodes) : bin_(std::move(bin)), broker_(nodes) {
  MakeTopics(broker_);
  instances_.resize(kInstances);
  for (size_t index = 0; index < kInstances; ++index) {
    Start(index);
    addresses_.push_back(instances_[index].address);
  }
  supervisor_ = std::jthread([this](const std::stop_token& stop) { Supervise(stop); });
}

void Fleet::Start(size_t index) {
  const std::lock_guard lock(mutex_);
  StartLocked(index);
}

// Its output is waited for the first time only: an instance that owns nothing yet says nothing.
void Fleet::StartLocked(size_t index) {
  Instance& instance = instances_[index];
  instance.process = std::make_unique<testing::ChildProcess>(std::vector<std::string>{
      bin_ + "/docket-intake", "--data", data_ / ("instance" + std::to_string(index)), "--address",
      instance.address, "--kafka", broker_.address(), "--kafka-replication",
      std::to_string(broker_.nodes()), "--kafka-session-timeout",
      std::to_string(kSessionTimeout.count()) + "ms", "--log-level", "error"});
  if (instance.address != "127.0.0.1:0") return;
  const std::optional<std::string> address =
      instance.process->WaitForLine("docket-intake serves at ", kStartDeadline);
  DOCKET_CHECK(address.has_value());
  instance.address = *address;
}

void Fleet::Signal(size_t index, int signal) {
  const std::lock_guard lock(mutex_);
  instances_[index].process->Signal(signal);
}

void Fleet::End(size_t index, int signal) {
  const std::lock_guard lock(mutex_);
  instances_[index].process->Signal(signal);
  instances_[index].process->Wait();
  instances_[index].process.reset();
}

uint64_t Fleet::restarts() const {
  const std::lock_guard lock(mutex_);
  return restarts_;
}

std::vector<std::string> Fleet::crashes() const {
  const std::lock_guard lock(mutex_);
  return crashes_;
}

void Fleet::Supervise(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      const std::lock_guard lock(mutex_);
      for (size_t index = 0; index < instances_.size(); ++index) {
        if (instances_[index].process == nullptr) continue;
        const std::optional<int> status = instances_[index].process->Poll();
        if (!status.has_value()) continue;
        if (*status == 1) {
          ++restarts_;
        } else {
          crashes_.push_back("instance " + std::to_string(index) +
                             " ended by itself: " + (*status < 0 ? "signal " : "status ") +
                             std::to_string(std::abs(*status)));
        }
        StartLocked(index);
      }
    }
    std::this_thread::sleep_for(kSuperviseEvery);
  }
}

}  // namespace docket::chaos
