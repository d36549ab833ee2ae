#include "tools/docketctl/topics/topics.h"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace docket::docketctl {
namespace {

using ::testing::HasSubstr;

absl::Status EnsureAt(const std::string& kafka) {
  TopicsOptions options;
  options.kafka = kafka;
  options.timeout = std::chrono::milliseconds(1);
  return EnsureTopics(options).status();
}

TEST(EnsureTopics, RefusesBrokersThatNobodyCouldReach) {
  for (const std::string brokers :
       {"", ",", "one:9092,", ",one:9092", "one:9092, two:9092", ":9092", "one:", "one:0",
        "one:65536", "one:90x", "one:9092;two:9092"}) {
    const absl::Status status = EnsureAt(brokers);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << brokers;
    EXPECT_THAT(std::string(Message(status)),
                HasSubstr("'" + brokers + "' does not name the brokers: give --kafka HOST:PORT"));
  }
}

// Nobody is there, which is told only after having looked.
TEST(EnsureTopics, LooksForBrokersHoweverTheyAreNamed) {
  for (const std::string brokers :
       {"127.0.0.1:1", "127.0.0.1:1,[::1]:1", "PLAINTEXT://127.0.0.1:1"}) {
    EXPECT_EQ(EnsureAt(brokers).code(), absl::StatusCode::kUnavailable) << brokers;
  }
}

}  // namespace
}  // namespace docket::docketctl
