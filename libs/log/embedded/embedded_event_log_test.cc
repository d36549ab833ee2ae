#include "libs/log/embedded/embedded_event_log.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/scratch_directory.h"
#include "libs/testing/wake_signal.h"

namespace docket::log {
namespace {

using testing::Collect;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::ScratchDirectory;
using testing::WakeSignal;

const TopicPartition kPlace{"tickets", 1};
constexpr ReadLimits kLimits{};

EmbeddedOptions At(const std::string& directory) {
  return {.directory = directory, .topics = {{"tickets", 2}}, .now = FromMillis(1'700'000'000'000)};
}

std::unique_ptr<EmbeddedEventLog> OpenLog(const EmbeddedOptions& options) {
  auto log = EmbeddedEventLog::Open(options);
  EXPECT_TRUE(log.ok()) << log.status();
  return log.ok() ? *std::move(log) : nullptr;
}

// A log at a directory of its own, and the waker of kPlace.
struct OpenedLog {
  explicit OpenedLog(const EmbeddedOptions& options) : log(OpenLog(options)) {
    log->SetWaker(kPlace, &signal);
  }

  std::optional<AppendResult> Append(const std::string& value) {
    return Collect(*log, log->Append(kPlace, {{"key", value, {}}}), signal);
  }

  WakeSignal signal;
  std::unique_ptr<EmbeddedEventLog> log;
};

Offset OffsetOf(const std::optional<AppendResult>& result) {
  const Written* const written = result.has_value() ? std::get_if<Written>(&*result) : nullptr;
  EXPECT_NE(written, nullptr);
  return written != nullptr ? written->offsets.at(0) : -2;
}

std::vector<std::string> ValuesFrom(EmbeddedEventLog& log, Offset from) {
  std::vector<std::string> values;
  while (true) {
    const ReadResult result = log.Read(kPlace, from, kLimits);
    const Records* const records = std::get_if<Records>(&result);
    if (records == nullptr) return values;
    for (const LogRecord& record : records->records) values.push_back(record.record.value);
    from = records->records.back().offset + 1;
  }
}

TEST(EmbeddedEventLog, KeepsRecordsAndIdOverAReopening) {
  const ScratchDirectory temp;
  std::string id;
  {
    OpenedLog opened(At(temp / "log"));
    id = opened.log->log_id();
    EXPECT_EQ(OffsetOf(opened.Append("one")), 0);
    EXPECT_EQ(OffsetOf(opened.Append("two")), 1);
  }
  OpenedLog again(At(temp / "log"));
  EXPECT_EQ(again.log->log_id(), id);
  EXPECT_EQ(OffsetOf(again.Append("three")), 2);
  EXPECT_THAT(ValuesFrom(*again.log, 0), ElementsAre("one", "two", "three"));
}

TEST(EmbeddedEventLog, GivesEachDirectoryAnIdOfItsOwn) {
  const ScratchDirectory temp;
  const OpenedLog one(At(temp / "one"));
  const OpenedLog two(At(temp / "two"));
  EXPECT_NE(one.log->log_id(), two.log->log_id());
}

TEST(EmbeddedEventLog, ReadsFromTheDiskWhatMemoryDoesNotHold) {
  const ScratchDirectory temp;
  EmbeddedOptions options = At(temp / "log");
  options.tail_bytes_max = 8;
  OpenedLog opened(options);
  for (const char* value : {"one", "two", "three", "four"}) OffsetOf(opened.Append(value));
  EXPECT_THAT(ValuesFrom(*opened.log, 0), ElementsAre("one", "two", "three", "four"));
  EXPECT_THAT(ValuesFrom(*opened.log, 3), ElementsAre("four"));
}

TEST(EmbeddedEventLog, RefusesAnotherNumberOfPartitions) {
  const ScratchDirectory temp;
  OpenLog(At(temp / "log"));
  EmbeddedOptions options = At(temp / "log");
  options.topics["tickets"] = 3;
  const absl::Status status = EmbeddedEventLog::Open(options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(status)), HasSubstr("topic tickets has 2 partitions and 3"));
}

TEST(EmbeddedEventLog, AddsTopicsAtALaterOpening) {
  const ScratchDirectory temp;
  OffsetOf(OpenedLog(At(temp / "log")).Append("one"));
  EmbeddedOptions options = At(temp / "log");
  options.topics = {{"orders", 3}};
  const OpenedLog opened(options);
  EXPECT_EQ(opened.log->PartitionCount("orders").value(), 3);
  EXPECT_EQ(opened.log->PartitionCount("tickets").value(), 2);
  EXPECT_THAT(ValuesFrom(*opened.log, 0), ElementsAre("one"));
}

TEST(EmbeddedEventLog, RefusesAnUnknownTopicAndATooLargeRecord) {
  const ScratchDirectory temp;
  OpenedLog opened(At(temp / "log"));
  const auto elsewhere = opened.log->Poll(opened.log->Append({"tickets", 2}, {Record{}}));
  EXPECT_EQ(std::get<Refused>(*elsewhere).status.code(), absl::StatusCode::kNotFound);
  const auto large = opened.Append(std::string(1'000'000, 'x'));
  EXPECT_EQ(std::get<Refused>(*large).status.code(), absl::StatusCode::kInvalidArgument);
}

TEST(EmbeddedEventLog, SharesRecordsAndTellsEveryObject) {
  const ScratchDirectory temp;
  OpenedLog writer(At(temp / "log"));
  const std::unique_ptr<EmbeddedEventLog> reader = writer.log->Share();
  WakeSignal told;
  reader->SetWaker(kPlace, &told);
  OffsetOf(writer.Append("one"));
  EXPECT_TRUE(told.AwaitMoreThan(0));
  EXPECT_THAT(ValuesFrom(*reader, 0), ElementsAre("one"));
}

TEST(EmbeddedEventLog, WritesWhatWaitsWhenItsObjectsGo) {
  const ScratchDirectory temp;
  OpenLog(At(temp / "log"))->Append(kPlace, {{"key", "left alone", {}}});
  EXPECT_THAT(ValuesFrom(*OpenLog(At(temp / "log")), 0), ElementsAre("left alone"));
}

}  // namespace
}  // namespace docket::log
