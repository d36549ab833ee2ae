#pragma once

// What tests of the log on Kafka share: an opened log as LogAsker takes it.

#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "libs/log/kafka/kafka_event_log.h"
#include "libs/testing/log_home.h"

namespace docket::testing {

class KafkaClient final : public LogClient {
 public:
  explicit KafkaClient(std::unique_ptr<log::KafkaEventLog> log) : log_(std::move(log)) {}
  log::EventLog& log() override { return *log_; }
  log::Positions& positions() override { return *log_; }

 private:
  const std::unique_ptr<log::KafkaEventLog> log_;
};

// A log that is open; its cluster is the test's own matter.
class OpenKafkaHome final : public LogHome {
 public:
  explicit OpenKafkaHome(std::unique_ptr<log::KafkaEventLog> log) : log_(std::move(log)) {}
  std::unique_ptr<LogClient> Connect() override {
    return std::make_unique<KafkaClient>(log_->Share());
  }
  void Restart() override { ADD_FAILURE() << "whoever opened this log restarts its cluster"; }
  log::KafkaEventLog& log() { return *log_; }

 private:
  const std::unique_ptr<log::KafkaEventLog> log_;
};

}  // namespace docket::testing
