#pragma once

// What tests of Ends share: a client to ask by, and an answer that is waited for.

#include <chrono>
#include <future>
#include <utility>

#include <gtest/gtest.h>

#include "libs/log/kafka/ends.h"
#include "libs/log/kafka/settings.h"

namespace docket::log::kafka {

inline const KafkaOptions kNobody{.brokers = "127.0.0.1:1"};

inline constexpr std::chrono::seconds kDoubt{10};

inline Client ClientOf(const KafkaOptions& options) {
  auto conf = MakeConf(options, Role::kReader, "docket.test");
  EXPECT_TRUE(conf.ok()) << conf.status();
  auto client = MakeClient(*std::move(conf), Role::kReader);
  EXPECT_TRUE(client.ok()) << client.status();
  return *std::move(client);
}

// What is answered to one question.
class Answer {
 public:
  Ends::Done done() {
    return [this](const absl::StatusOr<Offset>& end) { told_.set_value(end.status()); };
  }
  Ends::RangeDone range_done() {
    return [this](const absl::StatusOr<Range>& range) { told_.set_value(range.status()); };
  }
  absl::Status Get() { return told_.get_future().get(); }

 private:
  std::promise<absl::Status> told_;
};

inline absl::Status Ask(Ends& ends, const TopicPartition& place) {
  Answer answer;
  ends.Ask(place, 0, answer.done());
  return answer.Get();
}

}  // namespace docket::log::kafka
