#include "libs/testing/simulated_event_log.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <ranges>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/simulated_log.h"
#include "libs/testing/wake_signal.h"

namespace docket::testing {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const log::TopicPartition kPlace{"tickets", 0};

using Texts = std::vector<std::string>;

class SimulatedEventLogTest : public ::testing::Test {
 protected:
  // Starts appending `values` as one append.
  log::AppendHandle Append(SimulatedEventLog& client, const Texts& values) {
    std::vector<log::Record> records;
    for (const std::string& value : values) records.push_back({"key", value, {}});
    return client.Append(kPlace, records);
  }

  // Lets happen what is due within `span`.
  void Run(VirtualTime span = seconds(1000)) { log_.Advance(log_.schedule().now() + span); }

  // The values that stand in the log, but for the first `skipped`.
  Texts DumpedFrom(size_t skipped) const {
    Texts values;
    for (const auto& record : log_.Dump(kPlace) | std::views::drop(skipped)) {
      values.push_back(record.record.value);
    }
    return values;
  }
  Texts Dumped() const { return DumpedFrom(0); }

  static bool IsUnknown(const std::optional<log::AppendResult>& result) {
    return result.has_value() && std::holds_alternative<log::Unknown>(*result);
  }

  std::mt19937_64 rng_{7};
  SimulatedLog log_{{.topics = {{"tickets", 1}}}, rng_};
  std::unique_ptr<SimulatedEventLog> client_ = std::make_unique<SimulatedEventLog>(log_);
};

TEST_F(SimulatedEventLogTest, DoesNothingBeforeTimeIsAdvanced) {
  const auto handle = Append(*client_, {"a"});
  EXPECT_FALSE(client_->Poll(handle).has_value());
  EXPECT_THAT(Dumped(), IsEmpty());
  EXPECT_EQ(log_.NextDue(), VirtualTime(0));
}

TEST_F(SimulatedEventLogTest, WritesWithoutAcknowledging) {
  log_.SetFaults({.ack_lost = 1});
  const auto handle = Append(*client_, {"a"});
  Run();
  EXPECT_TRUE(IsUnknown(client_->Poll(handle)));
  EXPECT_THAT(Dumped(), ElementsAre("a"));
}

TEST_F(SimulatedEventLogTest, ReportsUnknownWhatIsNeverWritten) {
  log_.SetFaults({.not_written = 1});
  const auto handle = Append(*client_, {"a"});
  Run();
  EXPECT_TRUE(IsUnknown(client_->Poll(handle)));
  EXPECT_THAT(Dumped(), IsEmpty());
}

TEST_F(SimulatedEventLogTest, WritesLateBehindNewerRecordsOfOthersWhenItsClientIsGone) {
  log_.SetFaults({.written_late = 1, .unknown_max = VirtualTime(0)});
  const auto handle = Append(*client_, {"late"});
  Run(VirtualTime(0));
  EXPECT_TRUE(IsUnknown(client_->Poll(handle)));
  client_.reset();
  log_.SetFaults({});
  SimulatedEventLog other(log_);
  Append(other, {"newer"});
  Run(VirtualTime(0));
  EXPECT_THAT(Dumped(), ElementsAre("newer"));
  Run(seconds(60));
  EXPECT_THAT(Dumped(), ElementsAre("newer", "late"));
}

TEST_F(SimulatedEventLogTest, OvertakesItsOwnLateAppendInANewLife) {
  log_.SetFaults({.written_late = 1, .unknown_max = VirtualTime(0)});
  Append(*client_, {"late"});
  Run(VirtualTime(0));
  log_.SetFaults({});
  Append(*client_, {"newer"});
  Run();
  EXPECT_THAT(Dumped(), ElementsAre("newer", "late"));
}

TEST_F(SimulatedEventLogTest, LetsNothingOvertakeInsideOneLife) {
  log_.SetFaults({.written_late = 1});
  Append(*client_, {"late"});
  log_.SetFaults({});
  const auto behind = Append(*client_, {"behind"});
  Run();
  EXPECT_TRUE(IsUnknown(client_->Poll(behind)));
  EXPECT_THAT(Dumped(), ElementsAre("late", "behind"));
}

TEST_F(SimulatedEventLogTest, WritesTwice) {
  log_.SetFaults({.written_twice = 1});
  Append(*client_, {"a", "b"});
  Append(*client_, {"c"});
  Run();
  EXPECT_THAT(Dumped(), ::testing::UnorderedElementsAre("a", "b", "c", "a", "b", "c"));
}

TEST_F(SimulatedEventLogTest, WritesAPrefixOfACutAppend) {
  log_.SetFaults({.cut_short = 1});
  std::set<Texts> landed;
  for (int i = 0; i < 50; ++i) {
    const size_t before = Dumped().size();
    const auto handle = Append(*client_, {"a", "b", "c"});
    Run();
    EXPECT_TRUE(IsUnknown(client_->Poll(handle)));
    landed.insert(DumpedFrom(before));
  }
  EXPECT_THAT(landed, ElementsAre(Texts{}, Texts{"a"}, Texts{"a", "b"}));
}

TEST_F(SimulatedEventLogTest, PutsRecordsOfOthersBetweenThoseOfOneAppend) {
  log_.SetFaults({.spread = 1, .latency_max = seconds(1)});
  SimulatedEventLog other(log_);
  Append(*client_, {"a0", "a1", "a2", "a3"});
  Append(other, {"b0", "b1", "b2", "b3"});
  Run();
  const Texts all = Dumped();
  EXPECT_FALSE(std::ranges::is_sorted(all));
  EXPECT_FALSE(std::ranges::is_sorted(all, std::greater()));
  Texts own;
  std::ranges::copy_if(all, std::back_inserter(own), [](const auto& v) { return v[0] == 'a'; });
  EXPECT_THAT(own, ElementsAre("a0", "a1", "a2", "a3"));
}

TEST_F(SimulatedEventLogTest, LosesSightOfAllInFlightWhenItsProducerDies) {
  log_.SetFaults({.producer_dies = 1, .latency_max = seconds(10)});
  const auto first = Append(*client_, {"a"});
  const auto second = Append(*client_, {"b"});
  Run();
  const auto a = client_->Poll(first);
  const auto b = client_->Poll(second);
  ASSERT_TRUE(a.has_value() && b.has_value());
  EXPECT_TRUE(IsUnknown(a) || IsUnknown(b));
  log_.SetFaults({});
  const auto third = Append(*client_, {"c"});
  Run();
  EXPECT_TRUE(std::holds_alternative<log::Written>(*client_->Poll(third)));
}

TEST_F(SimulatedEventLogTest, AcknowledgesWithoutAPlace) {
  log_.SetFaults({.place_unknown = 1});
  const auto handle = Append(*client_, {"a", "b"});
  Run();
  EXPECT_THAT(std::get<log::Written>(*client_->Poll(handle)).offsets,
              ElementsAre(log::kPlaceUnknown, log::kPlaceUnknown));
}

TEST_F(SimulatedEventLogTest, LeavesGapsThatReadersPass) {
  log_.SetFaults({.gap = 1});
  Append(*client_, {"a", "b"});
  Run();
  const auto& records = log_.Dump(kPlace);
  EXPECT_GT(records[0].offset, 0);
  EXPECT_GT(records[1].offset, records[0].offset + 1);
  EXPECT_GT(log_.End(kPlace), records[1].offset + 1);
  const auto behind = client_->Read(kPlace, records[1].offset + 1, {});
  EXPECT_EQ(std::get<log::CaughtUp>(behind).next, log_.End(kPlace));
}

TEST_F(SimulatedEventLogTest, WakesAReaderAfterAStall) {
  Append(*client_, {"a"});
  Run();
  WakeSignal signal;
  client_->SetWaker(kPlace, &signal);
  log_.SetFaults({.stall = 1});
  EXPECT_EQ(std::get<log::CaughtUp>(client_->Read(kPlace, 0, {})).next, 0);
  Run();
  EXPECT_EQ(signal.count(), 1u);
}

TEST_F(SimulatedEventLogTest, LeavesNoTraceAfterACut) {
  WakeSignal signal;
  client_->SetWaker(kPlace, &signal);
  client_->Cut();
  client_->SetWaker(kPlace, &signal);
  const auto append = Append(*client_, {"a"});
  const auto end = client_->QueryEnd(kPlace, 0);
  SimulatedEventLog other(log_);
  Append(other, {"b"});
  Run();
  EXPECT_FALSE(client_->Poll(append).has_value());
  EXPECT_FALSE(client_->Poll(end).has_value());
  EXPECT_TRUE(std::holds_alternative<log::CaughtUp>(client_->Read(kPlace, 0, {})));
  EXPECT_THAT(Dumped(), ElementsAre("b"));
  EXPECT_EQ(signal.count(), 0u);
}

TEST_F(SimulatedEventLogTest, LandsAPrefixOfWhatWasSentBeforeACut) {
  std::set<Texts> landed;
  for (int i = 0; i < 100; ++i) {
    const size_t before = Dumped().size();
    SimulatedEventLog process(log_);
    for (const char* value : {"a", "b"}) Append(process, {value});
    process.Cut();
    Run();
    landed.insert(DumpedFrom(before));
  }
  EXPECT_THAT(landed, ElementsAre(Texts{}, Texts{"a"}, Texts{"a", "b"}));
}

// A world of clients that append, die and are made again while everything goes wrong, and what they
// were told.
class World {
 public:
  explicit World(uint64_t seed) : rng_(seed) {
    for (auto& client : clients_) client = std::make_unique<SimulatedEventLog>(log_);
    for (int step = 0; step < 300; ++step) Step();
    log_.SetFaults({});
    log_.Advance(log_.schedule().now() + seconds(1000));
    Collect();
  }

  const SimulatedLog& log() const { return log_; }
  // By offset, or kPlaceUnknown, what was said to stand there.
  const std::multimap<log::Offset, std::string>& acknowledged() const { return acknowledged_; }

 private:
  void Step() {
    auto& client = clients_[Below(draw_, clients_.size())];
    if (Chance(draw_, 0.02)) {
      client->Cut();
      client = std::make_unique<SimulatedEventLog>(log_);
    }
    const std::string value = std::to_string(next_++);
    handles_.push_back({client.get(), client->Append(kPlace, {{"", value, {}}}), value});
    log_.Advance(log_.schedule().now() + UpTo(draw_, seconds(2)));
    Collect();
  }

  void Collect() {
    for (const auto& [client, handle, value] : handles_) {
      const bool alive = std::ranges::any_of(clients_, [&](auto& c) { return c.get() == client; });
      const auto result = alive ? client->Poll(handle) : std::nullopt;
      const auto* written = result.has_value() ? std::get_if<log::Written>(&*result) : nullptr;
      if (written != nullptr) acknowledged_.emplace(written->offsets[0], value);
    }
  }

  struct Asked {
    SimulatedEventLog* client;
    log::AppendHandle handle;
    std::string value;
  };

  static SimulatedLogFaults Faults() {
    SimulatedLogFaults faults{.ack_lost = 0.1, .not_written = 0.1, .written_late = 0.1};
    faults.producer_dies = 0.1;
    faults.written_twice = 0.1;
    faults.place_unknown = 0.2;
    faults.gap = 0.1;
    faults.latency_max = seconds(5);
    return faults;
  }

  std::mt19937_64 rng_;
  std::mt19937_64 draw_{rng_()};
  SimulatedLog log_{{.topics = {{"tickets", 1}}, .faults = Faults()}, rng_};
  std::array<std::unique_ptr<SimulatedEventLog>, 3> clients_;
  std::vector<Asked> handles_;
  std::multimap<log::Offset, std::string> acknowledged_;
  int next_ = 0;
};

TEST(SimulatedLog, NeverLosesWhatItAcknowledged) {
  for (uint64_t seed = 0; seed < 30; ++seed) {
    const World world(seed);
    std::map<log::Offset, std::string> there;
    std::set<std::string> values;
    for (const auto& record : world.log().Dump(kPlace)) {
      there.emplace(record.offset, record.record.value);
      values.insert(record.record.value);
    }
    EXPECT_GT(world.acknowledged().size(), 50u);
    for (const auto& [offset, value] : world.acknowledged()) {
      EXPECT_TRUE(values.contains(value)) << "seed " << seed;
      EXPECT_TRUE(offset == log::kPlaceUnknown || there[offset] == value) << "seed " << seed;
    }
  }
}

TEST(SimulatedLog, RepeatsItselfBySeed) {
  const World one(11);
  const World two(11);
  const auto& here = one.log().Dump(kPlace);
  const auto& there = two.log().Dump(kPlace);
  ASSERT_EQ(here.size(), there.size());
  for (size_t i = 0; i < here.size(); ++i) {
    EXPECT_EQ(here[i].offset, there[i].offset);
    EXPECT_TRUE(here[i].record == there[i].record);
  }
  EXPECT_EQ(one.acknowledged(), two.acknowledged());
}

}  // namespace
}  // namespace docket::testing
