#pragma once

// What every log promises (libs/log/event_log.h, positions.h), as a suite. A test of a log includes
// this in one source and instantiates it:
//
//   INSTANTIATE_TEST_SUITE_P(Logs, EventLogContract, ::testing::Values(MyKind()), LogKindName);
//
// What the port calls normal is normal here: unknown appends, copies, records that land late or in
// part, gaps, places that are not known. So the suite also holds over a log whose faults are on,
// and whoever relies on more than it promises relies on one kind of log.

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/log/event_log.h"
#include "libs/log/positions.h"
#include "libs/testing/log_asker.h"
#include "libs/testing/log_home.h"

namespace docket::testing {

class EventLogContract : public ::testing::TestWithParam<LogKind> {
 protected:
  using Texts = std::vector<std::string>;

  static log::Record RecordOf(const std::string& value) { return {"key", value, {}}; }

  // "a0", "a1", ... of `count`.
  static Texts Numbered(const std::string& name, int count) {
    Texts values;
    for (int i = 0; i < count; ++i) values.push_back(name + std::to_string(i));
    return values;
  }

  // Appends each value once the one before is written.
  static void AppendEach(LogAsker& asker, const log::TopicPartition& place, const Texts& values) {
    for (const std::string& value : values) asker.Append(place, {RecordOf(value)});
  }

  // The values of `records` in order, of equal ones the first: what is left of copies.
  static Texts FirstCopies(const std::vector<log::LogRecord>& records) {
    Texts values;
    for (const log::LogRecord& record : records) {
      if (std::ranges::find(values, record.record.value) == values.end()) {
        values.push_back(record.record.value);
      }
    }
    return values;
  }

  log::TopicPartition Wide(int32_t partition) const { return {home_->wide_topic(), partition}; }

  const std::unique_ptr<LogHome> home_ = GetParam().make_home();
  const log::TopicPartition place_{home_->narrow_topic(), 0};
};

TEST_P(EventLogContract, KnowsItsTopicsAndTheirPartitions) {
  LogAsker asker(*home_);
  EXPECT_EQ(asker.log().PartitionCount(home_->wide_topic()).value(), 3);
  EXPECT_EQ(asker.log().PartitionCount(home_->narrow_topic()).value(), 1);
  EXPECT_EQ(asker.log().PartitionCount("no such topic").status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_FALSE(asker.log().log_id().empty());
}

TEST_P(EventLogContract, HoldsNothingInAFreshPartition) {
  LogAsker asker(*home_);
  EXPECT_TRUE(asker.ReadAll(place_).empty());
  EXPECT_TRUE(std::holds_alternative<log::CaughtUp>(asker.log().Read(place_, 0, {})));
}

TEST_P(EventLogContract, KeepsTheOrderOfAppendsThatAreStartedTogether) {
  LogAsker asker(*home_);
  const Texts values = Numbered("a", 30);
  std::vector<log::AppendHandle> handles;
  for (const std::string& value : values) handles.push_back(asker.Start(place_, {RecordOf(value)}));
  Texts promised;  // Written before the first that came out unknown, where the promise ends.
  bool ended = false;
  for (size_t i = 0; i < handles.size(); ++i) {
    const log::AppendResult result = asker.Collect(place_, handles[i]);
    ended = ended || std::holds_alternative<log::Unknown>(result);
    if (!ended && std::holds_alternative<log::Written>(result)) promised.push_back(values[i]);
  }
  Texts landed = FirstCopies(asker.ReadAll(place_));
  std::erase_if(landed, [&](const std::string& value) {
    return std::ranges::find(promised, value) == promised.end();
  });
  EXPECT_EQ(landed, promised);
}

TEST_P(EventLogContract, KeepsTheOrderOfAppendsThatWaitForEachOther) {
  LogAsker asker(*home_);
  const Texts values = Numbered("a", 30);
  AppendEach(asker, place_, values);
  EXPECT_EQ(FirstCopies(asker.ReadAll(place_)), values);
}

TEST_P(EventLogContract, KeepsTheOrderInsideOneAppend) {
  LogAsker asker(*home_);
  const Texts values = Numbered("a", 30);
  std::vector<log::Record> records;
  for (const std::string& value : values) records.push_back(RecordOf(value));
  EXPECT_EQ(asker.Append(place_, records).size(), records.size());
  EXPECT_EQ(FirstCopies(asker.ReadAll(place_)), values);
}

TEST_P(EventLogContract, RaisesOffsets) {
  LogAsker asker(*home_);
  AppendEach(asker, place_, Numbered("a", 30));
  log::Offset last = -1;
  for (const log::LogRecord& record : asker.ReadAll(place_)) {
    EXPECT_GT(record.offset, last);
    last = record.offset;
  }
}

TEST_P(EventLogContract, KeepsRecordsWhereItSaidThatTheyStand) {
  LogAsker asker(*home_);
  for (const std::string& value : Numbered("a", 30)) {
    const log::Offset offset = asker.Append(place_, {RecordOf(value)}).at(0);
    if (offset == log::kPlaceUnknown) continue;
    const auto there = asker.Read(place_, offset, offset + 1);
    ASSERT_EQ(there.size(), 1u);
    EXPECT_EQ(there[0].record.value, value);
  }
}

TEST_P(EventLogContract, LeavesEveryByteAsItIs) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes.push_back(static_cast<char>(byte));
  const std::vector<log::Record> records = {
      {"", "", {}},
      {bytes, bytes, {{"binary", bytes}}},
      {"key", std::string(100'000, 'v'), {{"twice", "1"}, {"twice", "2"}, {"empty", ""}}}};
  LogAsker asker(*home_);
  for (const log::Record& record : records) asker.Append(place_, {record});
  const std::vector<log::LogRecord> read = asker.ReadAll(place_);
  for (const log::Record& record : records) {
    EXPECT_TRUE(std::ranges::any_of(
        read, [&](const log::LogRecord& there) { return there.record == record; }));
  }
}

TEST_P(EventLogContract, GivesNoMoreRecordsThanAsked) {
  LogAsker asker(*home_);
  AppendEach(asker, place_, Numbered("a", 10));
  const auto result = asker.ReadOnce(place_, 0, {.records_max = 3});
  EXPECT_LE(std::get<log::Records>(result).records.size(), 3u);
  const log::Offset end = asker.End(place_);
  EXPECT_EQ(FirstCopies(asker.Read(place_, 0, end, {.records_max = 3})), Numbered("a", 10));
}

TEST_P(EventLogContract, GivesNoMoreBytesThanAsked) {
  LogAsker asker(*home_);
  const Texts values = {std::string(400, 'a'), std::string(400, 'b'), std::string(400, 'c')};
  AppendEach(asker, place_, values);
  const auto result = asker.ReadOnce(place_, 0, {.bytes_max = 1000});
  size_t bytes = 0;
  for (const auto& record : std::get<log::Records>(result).records) {
    bytes += SizeBytes(record.record);
  }
  EXPECT_LE(bytes, 1000u);
  const log::Offset end = asker.End(place_);
  EXPECT_EQ(FirstCopies(asker.Read(place_, 0, end, {.bytes_max = 1000})), values);
}

TEST_P(EventLogContract, GivesOneRecordHoweverLarge) {
  LogAsker asker(*home_);
  AppendEach(asker, place_, {std::string(5000, 'a'), "b"});
  const auto result = asker.ReadOnce(place_, 0, {.bytes_max = 10});
  EXPECT_EQ(std::get<log::Records>(result).records.size(), 1u);
}

TEST_P(EventLogContract, GivesNothingBeforeTheAskedOffset) {
  LogAsker asker(*home_);
  AppendEach(asker, place_, Numbered("a", 10));
  const auto all = asker.ReadAll(place_);
  const log::Offset from = all[4].offset;
  const auto rest = asker.Read(place_, from, all.back().offset + 1);
  ASSERT_EQ(rest.size(), all.size() - 4);
  EXPECT_EQ(rest[0].offset, from);
}

TEST_P(EventLogContract, SaysThatAnOffsetBehindTheEndIsOutOfRange) {
  LogAsker asker(*home_);
  AppendEach(asker, place_, Numbered("a", 3));
  const log::Offset end = asker.End(place_);
  const auto result = asker.ReadOnce(place_, end + 1000, {});
  ASSERT_TRUE(std::holds_alternative<log::RangeError>(result));
  EXPECT_GE(std::get<log::RangeError>(result).end, end);
}

TEST_P(EventLogContract, NamesAnEndAboveEverythingAcknowledgedToAnybody) {
  LogAsker writer(*home_);
  LogAsker other(*home_);
  for (const std::string& value : Numbered("a", 10)) {
    const log::Offset offset = writer.Append(place_, {RecordOf(value)}).at(0);
    const log::Offset end = other.End(place_);
    EXPECT_GT(end, offset);
    EXPECT_EQ(FirstCopies(other.Read(place_, 0, end)).back(), value);
  }
}

TEST_P(EventLogContract, KeepsPartitionsAndTopicsApart) {
  LogAsker asker(*home_);
  const std::vector<log::TopicPartition> places = {Wide(0), Wide(1), Wide(2), place_};
  for (const std::string& round : Numbered("", 5)) {
    for (const auto& place : places) asker.Append(place, {RecordOf(ToText(place) + "/" + round)});
  }
  for (const auto& place : places) {
    EXPECT_EQ(FirstCopies(asker.ReadAll(place)), Numbered(ToText(place) + "/", 5));
  }
}

TEST_P(EventLogContract, ShowsOneOrderToAllReaders) {
  LogAsker one(*home_);
  LogAsker two(*home_);
  for (int round = 0; round < 20; ++round) {
    const auto first = one.Start(place_, {RecordOf("one" + std::to_string(round))});
    const auto second = two.Start(place_, {RecordOf("two" + std::to_string(round))});
    one.Collect(place_, first);
    two.Collect(place_, second);
  }
  const log::Offset end = one.End(place_);
  const auto here = one.Read(place_, 0, end);
  const auto there = two.Read(place_, 0, end, {.records_max = 1});
  ASSERT_EQ(here.size(), there.size());
  for (size_t i = 0; i < here.size(); ++i) {
    EXPECT_EQ(here[i].offset, there[i].offset);
    EXPECT_EQ(here[i].record.value, there[i].record.value);
  }
}

TEST_P(EventLogContract, WakesAReaderThatWaits) {
  LogAsker reader(*home_);
  LogAsker writer(*home_);
  for (const std::string& value : Numbered("a", 20)) {
    const log::Offset from = reader.End(place_);
    const uint64_t seen = reader.SignalOf(place_).count();
    ASSERT_TRUE(std::holds_alternative<log::CaughtUp>(reader.log().Read(place_, from, {})));
    writer.Append(place_, {RecordOf(value)});
    ASSERT_TRUE(home_->Await(reader.SignalOf(place_), seen)) << value;
    const auto result = reader.ReadOnce(place_, from, {});
    EXPECT_TRUE(std::holds_alternative<log::Records>(result)) << value;
  }
}

TEST_P(EventLogContract, WakesOnlyTheLastWaker) {
  LogAsker writer(*home_);
  LogAsker reader(*home_);
  WakeSignal first;
  WakeSignal last;
  reader.log().SetWaker(place_, &first);
  reader.log().SetWaker(place_, &last);
  reader.log().Read(place_, 0, {});
  AppendEach(writer, place_, {"a"});
  EXPECT_TRUE(home_->Await(last, 0));
  EXPECT_EQ(first.count(), 0u);
  reader.log().SetWaker(place_, nullptr);
  const uint64_t told = last.count();
  AppendEach(writer, place_, {"b"});
  EXPECT_EQ(last.count(), told);
}

TEST_P(EventLogContract, GivesAResultOnce) {
  LogAsker asker(*home_);
  const log::AppendHandle handle = asker.Start(place_, {RecordOf("a")});
  asker.Collect(place_, handle);
  EXPECT_FALSE(asker.log().Poll(handle).has_value());
}

TEST_P(EventLogContract, RefusesAnAppendToATopicThatIsNotThere) {
  LogAsker asker(*home_);
  const log::TopicPartition nowhere{"no such topic", 0};
  const log::AppendHandle handle = asker.Start(nowhere, {RecordOf("a")});
  EXPECT_TRUE(std::holds_alternative<log::Refused>(asker.Collect(nowhere, handle)));
}

TEST_P(EventLogContract, KeepsItselfOverARestart) {
  auto before = std::make_unique<LogAsker>(*home_);
  const std::string id = before->log().log_id();
  AppendEach(*before, place_, Numbered("a", 10));
  before->Store("group", place_, 7);
  before.reset();
  home_->Restart();
  LogAsker after(*home_);
  EXPECT_EQ(after.log().log_id(), id);
  AppendEach(after, place_, {"later"});
  Texts expected = Numbered("a", 10);
  expected.push_back("later");
  EXPECT_EQ(FirstCopies(after.ReadAll(place_)), expected);
  EXPECT_EQ(after.Stored("group", place_), 7);
}

TEST_P(EventLogContract, KeepsWhatItAcknowledgedOverAKill) {
  LogAsker before(*home_);
  AppendEach(before, place_, Numbered("a", 10));
  before.Store("group", place_, 7);
  before.Start(place_, {RecordOf("in flight")});
  if (!home_->Kill()) GTEST_SKIP() << "logs of this kind are killed by tests of their own";
  LogAsker after(*home_);
  Texts values = FirstCopies(after.ReadAll(place_));
  std::erase(values, "in flight");
  EXPECT_EQ(values, Numbered("a", 10));
  EXPECT_EQ(after.Stored("group", place_), 7);
}

TEST_P(EventLogContract, KeepsNoPositionUnlessStored) {
  LogAsker asker(*home_);
  EXPECT_EQ(asker.Stored("group", place_), log::Positions::kNone);
  asker.Store("other group", place_, 3);
  asker.Store("group", Wide(0), 4);
  EXPECT_EQ(asker.Stored("group", place_), log::Positions::kNone);
}

TEST_P(EventLogContract, KeepsTheLastPositionOfEachGroupAndPlace) {
  LogAsker writer(*home_);
  bool at_once = true;
  for (const log::Offset next : {0, 5, 3, 8}) {
    at_once &= writer.Store("group", place_, next);
    at_once &= writer.Store("group", Wide(1), next + 100);
    at_once &= writer.Store("other group", place_, next + 200);
  }
  LogAsker other(*home_);
  // A store that failed may come late, over a newer one.
  const auto is_last_of = [&](log::Offset base) -> ::testing::Matcher<log::Offset> {
    if (at_once) return base + 8;
    return ::testing::AnyOf(base, base + 5, base + 3, base + 8);
  };
  EXPECT_THAT(other.Stored("group", place_), is_last_of(0));
  EXPECT_THAT(other.Stored("group", Wide(1)), is_last_of(100));
  EXPECT_THAT(other.Stored("other group", place_), is_last_of(200));
}

// For logs that several threads may ask: a test of such a log instantiates this too.
class EventLogThreads : public EventLogContract {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EventLogThreads);

TEST_P(EventLogThreads, ServesAThreadPerPartition) {
  const std::shared_ptr<LogClient> shared = home_->Connect();
  std::vector<std::thread> threads;
  for (int32_t partition = 0; partition < 3; ++partition) {
    threads.emplace_back([&, partition] {
      LogAsker asker(*home_, shared);
      AppendEach(asker, Wide(partition), Numbered("a", 40));
      EXPECT_EQ(FirstCopies(asker.ReadAll(Wide(partition))), Numbered("a", 40));
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_P(EventLogThreads, ServesSeveralClientsAtOnePartition) {
  std::vector<std::thread> threads;
  for (const std::string& name : Numbered("client", 3)) {
    threads.emplace_back([&, name] {
      LogAsker asker(*home_);
      AppendEach(asker, place_, Numbered(name + "/", 30));
      Texts own = FirstCopies(asker.ReadAll(place_));
      std::erase_if(own, [&](const std::string& value) { return !value.starts_with(name); });
      EXPECT_EQ(own, Numbered(name + "/", 30));
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace docket::testing
