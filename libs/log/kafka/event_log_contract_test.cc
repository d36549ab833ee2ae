// The log on a real cluster, of one node and of three, under the suite of all logs.

#include "libs/testing/event_log_contract.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "libs/log/kafka/kafka_event_log.h"
#include "libs/log/kafka/kafka_home_test.h"
#include "libs/log/kafka/topics.h"
#include "libs/testing/kafka_broker.h"
#include "libs/testing/log_home.h"

namespace docket::testing {
namespace {

using log::KafkaEventLog;

// One cluster serves all tests of its size; each has topics of its own.
class KafkaHome final : public LogHome {
 public:
  explicit KafkaHome(int nodes) : broker_(SharedBroker(nodes)), suffix_(NextSuffix()) {
    const auto made =
        log::MakeMissingTopics(Options(), {Topic(wide_topic(), 3), Topic(narrow_topic(), 1)});
    EXPECT_TRUE(made.ok()) << made.status();
    Open();
  }

  std::string wide_topic() const override { return "wide-" + suffix_; }
  std::string narrow_topic() const override { return "narrow-" + suffix_; }

  std::unique_ptr<LogClient> Connect() override {
    return std::make_unique<KafkaClient>(log_->Share());
  }

  void Restart() override {
    log_.reset();
    broker_.Stop();
    broker_.Start();
    Open();
  }

  bool Kill() override {
    for (int node = 1; node <= broker_.nodes(); ++node) broker_.Kill(node);
    broker_.Start();
    Open();
    return true;
  }

 private:
  static std::string NextSuffix() {
    static int last = 0;
    return std::to_string(++last);
  }

  log::TopicSpec Topic(const std::string& name, int32_t partitions) const {
    return {name,
            partitions,
            broker_.nodes(),
            {{"min.insync.replicas", broker_.nodes() > 1 ? "2" : "1"}}};
  }

  log::KafkaOptions Options() const {
    return {.brokers = broker_.address(),
            .topics = {wide_topic(), narrow_topic()},
            .doubt = std::chrono::milliseconds(500)};
  }

  void Open() {
    auto log = KafkaEventLog::Open(Options());
    ASSERT_TRUE(log.ok()) << log.status();
    log_ = *std::move(log);
  }

  KafkaBroker& broker_;
  const std::string suffix_;
  std::unique_ptr<KafkaEventLog> log_;
};

LogKind Kafka(const std::string& name, int nodes) {
  return {name, [=] { return std::make_unique<KafkaHome>(nodes); }};
}

const auto kKinds = ::testing::Values(Kafka("OneNode", 1), Kafka("ThreeNodes", 3));

INSTANTIATE_TEST_SUITE_P(Kafka, EventLogContract, kKinds, LogKindName);
INSTANTIATE_TEST_SUITE_P(Kafka, EventLogThreads, kKinds, LogKindName);

}  // namespace
}  // namespace docket::testing
