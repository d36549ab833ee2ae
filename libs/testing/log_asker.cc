#include "libs/testing/log_asker.h"

#include <utility>
#include <variant>

#include <gtest/gtest.h>

namespace docket::testing {

using log::AppendHandle;
using log::AppendResult;
using log::LogRecord;
using log::Offset;
using log::TopicPartition;

LogAsker::~LogAsker() {
  for (const auto& [place, signal] : signals_) log().SetWaker(place, nullptr);
}

WakeSignal& LogAsker::SignalOf(const TopicPartition& place) {
  const auto [found, added] = signals_.try_emplace(place);
  if (added) log().SetWaker(place, &found->second);
  return found->second;
}

template <typename Asked, typename Handle>
auto LogAsker::Await(Asked& asked, const TopicPartition& place, Handle handle) {
  const WakeSignal& signal = SignalOf(place);
  while (true) {
    const uint64_t seen = signal.count();
    auto answer = asked.Poll(handle);
    if (answer.has_value()) return answer;
    if (!home_.Await(signal, seen)) {
      ADD_FAILURE() << "nobody woke the asker of " << ToText(place);
      return answer;
    }
  }
}

AppendHandle LogAsker::Start(const TopicPartition& place, std::vector<log::Record> records) {
  SignalOf(place);
  return log().Append(place, std::move(records));
}

AppendResult LogAsker::Collect(const TopicPartition& place, AppendHandle handle) {
  auto result = Await(log(), place, handle);
  if (!result.has_value()) return log::Refused{Internal("no answer")};
  return *std::move(result);
}

std::vector<Offset> LogAsker::Append(const TopicPartition& place,
                                     const std::vector<log::Record>& records) {
  while (true) {
    const AppendResult result = Collect(place, Start(place, records));
    if (const auto* written = std::get_if<log::Written>(&result)) return written->offsets;
    const auto* refused = std::get_if<log::Refused>(&result);
    if (refused != nullptr && refused->status.code() != absl::StatusCode::kResourceExhausted) {
      ADD_FAILURE() << refused->status;
      return std::vector<Offset>(records.size(), log::kPlaceUnknown);
    }
  }
}

Offset LogAsker::End(const TopicPartition& place) {
  while (true) {
    SignalOf(place);
    const auto end = Await(log(), place, log().QueryEnd(place, 0));
    if (!end.has_value()) return 0;
    if (end->ok()) return **end;
  }
}

std::vector<LogRecord> LogAsker::Read(const TopicPartition& place, Offset from, Offset end,
                                      const log::ReadLimits& limits) {
  std::vector<LogRecord> read;
  const WakeSignal& signal = SignalOf(place);
  while (from < end) {
    const uint64_t seen = signal.count();
    log::ReadResult result = log().Read(place, from, limits);
    if (auto* records = std::get_if<log::Records>(&result)) {
      from = records->records.back().offset + 1;
      for (LogRecord& record : records->records) {
        if (record.offset < end) read.push_back(std::move(record));
      }
    } else if (const auto* caught_up = std::get_if<log::CaughtUp>(&result)) {
      if (caught_up->next > from) {
        from = caught_up->next;
      } else if (!home_.Await(signal, seen)) {
        ADD_FAILURE() << ToText(place) << " gives nothing from " << from << " to " << end;
        return read;
      }
    } else {
      ADD_FAILURE() << ToText(place) << " cannot be read at " << from;
      return read;
    }
  }
  return read;
}

std::vector<LogRecord> LogAsker::ReadAll(const TopicPartition& place) {
  return Read(place, 0, End(place));
}

log::ReadResult LogAsker::ReadOnce(const TopicPartition& place, Offset from,
                                   const log::ReadLimits& limits) {
  const WakeSignal& signal = SignalOf(place);
  while (true) {
    const uint64_t seen = signal.count();
    log::ReadResult result = log().Read(place, from, limits);
    if (!std::holds_alternative<log::CaughtUp>(result)) return result;
    if (!home_.Await(signal, seen)) return result;
  }
}

bool LogAsker::Store(const std::string& group, const TopicPartition& place, Offset next) {
  for (bool at_once = true;; at_once = false) {
    SignalOf(place);
    const auto stored = Await(positions(), place, positions().Store(group, place, next));
    if (!stored.has_value()) return false;
    if (!stored->ok()) continue;
    EXPECT_EQ(**stored, next);
    return at_once;
  }
}

Offset LogAsker::Stored(const std::string& group, const TopicPartition& place) {
  while (true) {
    SignalOf(place);
    const auto stored = Await(positions(), place, positions().Query(group, place));
    if (!stored.has_value()) return log::Positions::kNone;
    if (stored->ok()) return **stored;
  }
}

}  // namespace docket::testing
