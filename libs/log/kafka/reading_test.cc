// Reading one partition of a real cluster from anywhere, by several at once, and what others wrote.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/kafka_event_log.h"
#include "libs/log/kafka/kafka_home_test.h"
#include "libs/log/kafka/topics.h"
#include "libs/testing/kafka_broker.h"
#include "libs/testing/log_asker.h"
#include "libs/testing/wake_signal.h"

namespace docket::log {
namespace {

using std::chrono::steady_clock;
using ::testing::ElementsAre;
using testing::KafkaClient;
using testing::LogAsker;
using testing::OpenKafkaHome;
using ::testing::Pair;
using testing::WakeSignal;

// More than a jump that is read through, so that both kinds are met.
constexpr Offset kRecords = 25'000;
constexpr size_t kBatch = 500;

std::string ValueAt(Offset offset) { return "value " + std::to_string(offset); }

class KafkaReading : public ::testing::Test {
 protected:
  void SetUp() override {
    static int last = 0;
    place_ = {"docket.reading" + std::to_string(++last) + ".events.v1", 0};
    const std::string brokers = testing::SharedBroker(1).address();
    const auto made = MakeMissingTopics({.brokers = brokers}, {DocketTopic(place_.topic, 1, 1)});
    ASSERT_TRUE(made.ok()) << made.status();
    auto log = KafkaEventLog::Open({.brokers = brokers, .topics = {place_.topic}});
    ASSERT_TRUE(log.ok()) << log.status();
    home_ = std::make_unique<OpenKafkaHome>(*std::move(log));
  }

  // Appends records up to `end`, each with the value of its place.
  void FillTo(Offset end) {
    LogAsker asker(*home_);
    std::vector<Record> records;
    for (; filled_ < end; ++filled_) {
      records.push_back({"key", ValueAt(filled_), {}});
      if (records.size() < kBatch && filled_ + 1 < end) continue;
      asker.Append(place_, records);
      records.clear();
    }
    ASSERT_EQ(asker.End(place_), filled_) << "a copy stands twice, which these tests cannot judge";
  }

  TopicPartition place_;
  std::unique_ptr<OpenKafkaHome> home_;
  Offset filled_ = 0;
};

// Reads a log that has no gaps and whose records say where they stand.
class Walker {
 public:
  Walker(OpenKafkaHome& home, TopicPartition place)
      : log_(home.log().Share()), place_(std::move(place)) {
    log_->SetWaker(place_, &signal_);
  }
  ~Walker() { log_->SetWaker(place_, nullptr); }
  Walker(const Walker&) = delete;
  Walker& operator=(const Walker&) = delete;

  // Reads at least `count` records from `from`, all before `end`; where it stopped.
  Offset Walk(Offset from, Offset count, Offset end, const ReadLimits& limits = {}) {
    Offset next = from;
    while (next < std::min(from + count, end) && !::testing::Test::HasFailure()) {
      const uint64_t seen = signal_.count();
      const ReadResult result = log_->Read(place_, next, limits);
      if (const auto* const records = std::get_if<Records>(&result)) {
        next = Check(*records, next);
      } else if (const auto* const caught_up = std::get_if<CaughtUp>(&result)) {
        EXPECT_EQ(caught_up->next, next) << "a gap, where there is none";
        EXPECT_TRUE(signal_.AwaitMoreThan(seen)) << "nobody told of records from " << next;
      } else {
        ADD_FAILURE() << "no records and no end at " << next;
      }
    }
    return next;
  }

  // Asks once and does not wait.
  ReadResult Ask(Offset from) { return log_->Read(place_, from, {}); }

 private:
  static Offset Check(const Records& records, Offset next) {
    for (const LogRecord& record : records.records) {
      EXPECT_EQ(record.offset, next);
      EXPECT_EQ(record.record.value, ValueAt(record.offset));
      if (record.offset != next) break;
      ++next;
    }
    return next;
  }

  WakeSignal signal_;
  const std::unique_ptr<KafkaEventLog> log_;
  const TopicPartition place_;
};

// Jumps about by `seed`, some of the jumps before the one before has been answered.
void JumpAbout(Walker& walker, unsigned seed, int jumps, Offset end) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 draw(seed);
  const auto below = [&draw](Offset bound) {
    return std::uniform_int_distribution<Offset>(0, bound - 1)(draw);
  };
  Offset at = 0;
  for (int i = 0; i < jumps && !::testing::Test::HasFailure(); ++i) {
    switch (below(5)) {
      case 0: at = below(end); break;                                   // Anywhere.
      case 1: at = std::max<Offset>(at - below(50), 0); break;          // A little back.
      case 2: at = std::min<Offset>(at + below(2000), end - 1); break;  // A little ahead.
      case 3: walker.Ask(below(end)); break;                            // And away again.
      default: break;                                                   // On.
    }
    const ReadLimits limits{.records_max = static_cast<size_t>(1 + below(300))};
    at = walker.Walk(at, 1 + below(400), end, limits);
  }
}

TEST_F(KafkaReading, GivesEveryRecordOnceFromWhereverItIsAsked) {
  FillTo(kRecords);
  Walker walker(*home_, place_);
  JumpAbout(walker, 1, 40, kRecords);
}

TEST_F(KafkaReading, GivesWhatIsAppendedMeanwhile) {
  FillTo(1000);
  std::atomic<bool> filling = true;
  std::thread filler([this, &filling] {
    FillTo(kRecords);
    filling = false;
  });
  Walker walker(*home_, place_);
  std::mt19937 draw(2);
  Offset at = 0;
  while (at < kRecords && !HasFailure()) {
    at = walker.Walk(at, 700, kRecords);
    // As a fold of its own commits does: what was folded from memory is left out.
    if (!filling && at < kRecords) at = std::min<Offset>(at + draw() % 100, kRecords - 1);
    if (draw() % 4 == 0) at = std::max<Offset>(at - 200, 0);
  }
  filler.join();
  EXPECT_EQ(at, kRecords);
}

TEST_F(KafkaReading, ServesSeveralAtDifferentPlacesAtOnce) {
  FillTo(kRecords);
  std::vector<std::thread> threads;
  for (unsigned seed = 10; seed < 14; ++seed) {
    threads.emplace_back([this, seed] {
      Walker walker(*home_, place_);
      JumpAbout(walker, seed, 40, kRecords);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(KafkaReading, GoesOnForOthersWhenOneEndsInTheMiddle) {
  FillTo(5000);
  std::atomic<bool> going = true;
  std::thread other([&] {
    Walker walker(*home_, place_);
    for (unsigned seed = 20; going && !HasFailure(); ++seed) JumpAbout(walker, seed, 5, 5000);
  });
  std::mt19937 draw(3);
  for (int i = 0; i < 40; ++i) {
    Walker walker(*home_, place_);
    walker.Ask(draw() % 5000);
    if (i % 2 == 0) walker.Walk(draw() % 4000, 200, 5000);
    walker.Ask(draw() % 5000);  // It ends with this under way.
  }
  going = false;
  other.join();
}

// The first jump of a client that has not heard of the topic yet: librdkafka then gives the
// partition another queue.
TEST_F(KafkaReading, GoesElsewhereBeforeItHasBegun) {
  FillTo(5000);
  for (Offset from = 1000; from < 1015; ++from) {
    Walker walker(*home_, place_);
    walker.Ask(4000);
    const auto until = steady_clock::now() + std::chrono::microseconds(from % 5 * 500);
    while (steady_clock::now() < until) walker.Ask(4000);
    walker.Walk(from, 10, 5000);
  }
}

TEST_F(KafkaReading, EndsWhileItGoesElsewhere) {
  FillTo(5000);
  for (int i = 0; i < 60; ++i) {
    Walker walker(*home_, place_);
    const auto until = steady_clock::now() + std::chrono::microseconds(i * 100);
    for (Offset from = 0; steady_clock::now() < until; ++from) walker.Ask(from % 5000);
  }
  // Whoever came too late to be closed would be heard of by now.
  Walker(*home_, place_).Walk(0, 5000, 5000);
}

TEST_F(KafkaReading, EndsWithReadsUnderWay) {
  FillTo(5000);
  auto one = std::make_unique<Walker>(*home_, place_);
  auto two = std::make_unique<Walker>(*home_, place_);
  one->Walk(100, 50, 5000);
  one->Ask(4000);
  two->Ask(10);
  two->Ask(2000);
  home_.reset();
  one.reset();
  two.reset();  // The last one closes the clients.
}

// A producer that is not ours.
class Foreigner {
 public:
  explicit Foreigner(const std::string& transactional_id = {}) {
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    Set(conf, "bootstrap.servers", testing::SharedBroker(1).address());
    Set(conf, "compression.type", "gzip");
    if (!transactional_id.empty()) Set(conf, "transactional.id", transactional_id);
    client_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0));
    EXPECT_NE(client_, nullptr);
  }

  void Append(const TopicPartition& place, const char* key, const char* value,
              rd_kafka_headers_t* headers = rd_kafka_headers_new(0)) {
    const size_t key_bytes = key == nullptr ? 0 : std::strlen(key);
    const size_t value_bytes = value == nullptr ? 0 : std::strlen(value);
    EXPECT_EQ(
        rd_kafka_producev(client_.get(), RD_KAFKA_V_TOPIC(place.topic.c_str()),
                          RD_KAFKA_V_PARTITION(place.partition),
                          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(key, key_bytes),
                          RD_KAFKA_V_VALUE(const_cast<char*>(value), value_bytes),
                          RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END),
        RD_KAFKA_RESP_ERR_NO_ERROR);
    EXPECT_EQ(rd_kafka_flush(client_.get(), 10'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  }

  rd_kafka_t* client() { return client_.get(); }

 private:
  static void Set(rd_kafka_conf_t* conf, const char* name, const std::string& value) {
    EXPECT_EQ(rd_kafka_conf_set(conf, name, value.c_str(), nullptr, 0), RD_KAFKA_CONF_OK) << name;
  }

  kafka::Client client_;
};

TEST_F(KafkaReading, GivesWhatOthersWroteAsItIs) {
  Foreigner foreigner;
  foreigner.Append(place_, nullptr, nullptr);
  foreigner.Append(place_, "", "");
  rd_kafka_headers_t* const headers = rd_kafka_headers_new(4);
  rd_kafka_header_add(headers, "ce_id", 5, "1", 1);
  rd_kafka_header_add(headers, "ce_id", 5, "2", 1);
  rd_kafka_header_add(headers, "none", 4, nullptr, 0);
  rd_kafka_header_add(headers, "", 0, "\xff\x00\xfe", 3);
  foreigner.Append(place_, "k", "v", headers);
  const std::vector<LogRecord> records = LogAsker(*home_).ReadAll(place_);
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].record, Record());
  EXPECT_EQ(records[1].record, Record());
  EXPECT_EQ(records[2].record.key, "k");
  EXPECT_EQ(records[2].record.value, "v");
  EXPECT_THAT(records[2].record.headers,
              ElementsAre(Pair("ce_id", "1"), Pair("ce_id", "2"), Pair("none", ""),
                          Pair("", std::string("\xff\x00\xfe", 3))));
}

// Nobody writes transactions to Docket's topics; who does so leaves records in the log all the
// same, and marks that are none.
TEST_F(KafkaReading, PassesTheMarksOfTransactions) {
  Foreigner foreigner("foreigner-" + place_.topic);
  const auto done = [](rd_kafka_error_t* error) {
    const kafka::Fault fault(error);
    return fault == nullptr;
  };
  ASSERT_TRUE(done(rd_kafka_init_transactions(foreigner.client(), 20'000)));
  ASSERT_TRUE(done(rd_kafka_begin_transaction(foreigner.client())));
  foreigner.Append(place_, "k", "kept");
  ASSERT_TRUE(done(rd_kafka_commit_transaction(foreigner.client(), 20'000)));
  ASSERT_TRUE(done(rd_kafka_begin_transaction(foreigner.client())));
  foreigner.Append(place_, "k", "aborted");
  ASSERT_TRUE(done(rd_kafka_abort_transaction(foreigner.client(), 20'000)));
  LogAsker asker(*home_);
  // The brokers may still be about the mark of the second when they have said that it is aborted.
  const auto until = steady_clock::now() + std::chrono::seconds(10);
  while (asker.End(place_) < 4 && steady_clock::now() < until) {
  }
  const std::vector<LogRecord> records = asker.Read(place_, 0, 4);
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].offset, 0);
  EXPECT_EQ(records[1].offset, 2);
  EXPECT_EQ(records[1].record.value, "aborted");
}

}  // namespace
}  // namespace docket::log
