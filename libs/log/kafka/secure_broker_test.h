#pragma once

// What tests of a secure cluster share: the cluster, whose authorizer lets the user docket do
// everything and stranger nothing.

#include <string>

#include <gtest/gtest.h>

#include "libs/log/kafka/topics.h"
#include "libs/testing/kafka_broker.h"

namespace docket::log {

inline testing::KafkaBroker& SecureBroker() {
  static testing::KafkaBroker broker({.secure = true, .acl = true});
  return broker;
}

// How the user docket calls by that door.
inline KafkaOptions OptionsOf(const testing::KafkaBroker& broker, const std::string& listener) {
  const testing::KafkaListener& door = broker.listener(listener);
  return {.brokers = door.address, .settings = door.settings};
}

// A topic that no other test has.
inline std::string NewTopic(const testing::KafkaBroker& broker) {
  static int last = 0;
  const std::string topic = "docket.t" + std::to_string(++last) + ".events.v1";
  const auto made = MakeMissingTopics({.brokers = broker.address()}, {DocketTopic(topic, 1, 1)});
  EXPECT_TRUE(made.ok()) << made.status();
  return topic;
}

}  // namespace docket::log
