// Appends over producers that fail for good and brokers that die.

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "libs/log/kafka/kafka_event_log.h"
#include "libs/log/kafka/kafka_home_test.h"
#include "libs/log/kafka/topics.h"
#include "libs/testing/kafka_broker.h"
#include "libs/testing/log_asker.h"

namespace docket::log {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::KafkaBroker;
using testing::LogAsker;
using testing::OpenKafkaHome;

constexpr int kKeys = 64;

// Of each key one append is in flight at a time, and an unknown one is appended again with the same
// bytes, as commits are.
class Keys {
 public:
  Keys(LogAsker& asker, TopicPartition place) : asker_(asker), place_(std::move(place)) {}

  // Takes what is answered and sends what is next, of every key.
  void Step() {
    for (int key = 0; key < kKeys; ++key) Continue(key);
  }

  // Until nothing is in flight.
  void Finish() {
    for (int key = 0; key < kKeys; ++key) {
      while (flights_.contains(key)) {
        const uint64_t seen = asker_.SignalOf(place_).count();
        Continue(key, false);
        if (flights_.contains(key)) asker_.SignalOf(place_).AwaitMoreThan(seen);
        if (::testing::Test::HasFailure()) return;
      }
    }
  }

  size_t acknowledged() const { return acknowledged_.size(); }

  // Whether the log holds what was acknowledged where it was said, and of each key every version,
  // the first copies in their order.
  void Expect() {
    std::map<std::string, int> heads;
    std::map<Offset, std::string> values;
    for (const LogRecord& record : asker_.ReadAll(place_)) {
      values[record.offset] = record.record.value;
      const int version = std::stoi(record.record.value);
      int& head = heads[record.record.key];
      EXPECT_LE(version, head + 1) << record.record.key << " lacks a version";
      if (version == head + 1) head = version;
    }
    for (int key = 0; key < kKeys; ++key) EXPECT_EQ(heads[NameOf(key)], versions_[key]);
    for (const auto& [offset, value] : acknowledged_) EXPECT_EQ(values[offset], value);
  }

 private:
  static std::string NameOf(int key) { return "key " + std::to_string(key); }

  void Continue(int key, bool more = true) {
    const auto flight = flights_.find(key);
    if (flight != flights_.end()) {
      const auto result = asker_.log().Poll(flight->second);
      if (!result.has_value()) return;
      flights_.erase(flight);
      if (!Note(key, *result)) return Send(key);
    }
    if (!more) return;
    ++versions_[key];
    Send(key);
  }

  // Whether it is in the log.
  bool Note(int key, const AppendResult& result) {
    if (const auto* const refused = std::get_if<Refused>(&result)) {
      EXPECT_EQ(refused->status.code(), absl::StatusCode::kResourceExhausted) << refused->status;
    }
    const auto* const written = std::get_if<Written>(&result);
    if (written == nullptr) return false;
    if (written->offsets[0] != kPlaceUnknown) {
      acknowledged_[written->offsets[0]] = std::to_string(versions_[key]);
    }
    return true;
  }

  void Send(int key) {
    flights_[key] = asker_.Start(place_, {{NameOf(key), std::to_string(versions_[key]), {}}});
  }

  LogAsker& asker_;
  const TopicPartition place_;
  std::map<int, AppendHandle> flights_;
  std::map<int, int> versions_;
  std::map<Offset, std::string> acknowledged_;
};

class KafkaProducer : public ::testing::Test {
 protected:
  void Open(const KafkaBroker& broker) {
    static int last = 0;
    place_ = {"docket.appends" + std::to_string(++last) + ".events.v1", 0};
    const auto made =
        MakeMissingTopics({.brokers = broker.address()}, {DocketTopic(place_.topic, 1, 1)});
    ASSERT_TRUE(made.ok()) << made.status();
    auto log = KafkaEventLog::Open({.brokers = broker.address(), .topics = {place_.topic}});
    ASSERT_TRUE(log.ok()) << log.status();
    home_ = std::make_unique<OpenKafkaHome>(*std::move(log));
    asker_ = std::make_unique<LogAsker>(*home_);
  }

  std::vector<AppendHandle> StartMany(int count) {
    std::vector<AppendHandle> handles;
    for (int i = 0; i < count; ++i) {
      handles.push_back(asker_->Start(place_, {{"key", "many " + std::to_string(i), {}}}));
    }
    return handles;
  }

  // One step, and what it takes until there is news.
  void StepOf(Keys& keys) {
    const uint64_t seen = asker_->SignalOf(place_).count();
    keys.Step();
    asker_->SignalOf(place_).AwaitMoreThan(seen);
  }

  TopicPartition place_;
  std::unique_ptr<OpenKafkaHome> home_;
  std::unique_ptr<LogAsker> asker_;
};

TEST_F(KafkaProducer, SaysUnknownOfWhatWasInFlightWhenItFailedForGood) {
  Open(testing::SharedBroker(1));
  asker_->Append(place_, {{"key", "before", {}}});
  const std::vector<AppendHandle> handles = StartMany(500);
  home_->log().FailProducerForTest();
  int unknown = 0;
  for (const AppendHandle handle : handles) {
    const AppendResult result = asker_->Collect(place_, handle);
    if (std::holds_alternative<Unknown>(result)) ++unknown;
  }
  EXPECT_GT(unknown, 0);
  EXPECT_EQ(asker_->Append(place_, {{"key", "after", {}}}).size(), 1u);
  EXPECT_EQ(home_->log().producer_replacements(), 1);
}

TEST_F(KafkaProducer, WritesAgainWithinASecondOfAFailureForGood) {
  Open(testing::SharedBroker(1));
  asker_->Append(place_, {{"key", "before", {}}});
  home_->log().FailProducerForTest();
  const auto failed = steady_clock::now();
  asker_->Append(place_, {{"key", "after", {}}});
  EXPECT_LT(steady_clock::now() - failed, seconds(1));
}

// One that fails as soon as it is made would fill the log of the program.
TEST_F(KafkaProducer, IsNotToldOfEachTimeItFailsAgainAtOnce) {
  std::atomic<int> told = 0;
  KafkaOptions options{.brokers = testing::SharedBroker(1).address()};
  options.tell = [&](int /*level*/, std::string_view text) {
    if (text.find("the producer failed for good") != std::string_view::npos) ++told;
  };
  auto log = KafkaEventLog::Open(options);
  ASSERT_TRUE(log.ok()) << log.status();
  constexpr int kFailures = 8;
  for (int failure = 1; failure <= kFailures; ++failure) {
    while ((*log)->producer_replacements() < failure) (*log)->FailProducerForTest();
  }
  log->reset();
  EXPECT_GE(told, 1);
  EXPECT_LT(told, kFailures);
}

TEST_F(KafkaProducer, LosesAndReordersNothingHoweverOftenItFailsForGood) {
  Open(testing::SharedBroker(1));
  Keys keys(*asker_, place_);
  for (int failure = 1; failure <= 6 && !HasFailure(); ++failure) {
    while (keys.acknowledged() < failure * 500u && !HasFailure()) StepOf(keys);
    home_->log().FailProducerForTest();
  }
  keys.Finish();
  keys.Expect();
  // The last one may not have failed yet.
  EXPECT_GE(home_->log().producer_replacements(), 5);
}

TEST_F(KafkaProducer, LosesNothingWhenTheBrokerIsKilled) {
  KafkaBroker broker(1);
  Open(broker);
  Keys keys(*asker_, place_);
  while (keys.acknowledged() < 500 && !HasFailure()) StepOf(keys);
  broker.Kill(1);
  broker.Start();
  keys.Finish();
  keys.Expect();
}

}  // namespace
}  // namespace docket::log
