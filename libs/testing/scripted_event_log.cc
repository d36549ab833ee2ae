#include "libs/testing/scripted_event_log.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"
#include "libs/log/read_budget.h"

namespace docket::testing {

using log::AppendHandle;
using log::EndHandle;
using log::LogRecord;
using log::Offset;
using log::Record;
using log::TopicPartition;

std::vector<std::vector<Record>> ScriptedEventLog::held(const TopicPartition& place) const {
  std::vector<std::vector<Record>> records;
  if (auto found = held_.find(place); found != held_.end()) {
    for (const Held& append : found->second) records.push_back(append.records);
  }
  return records;
}

void ScriptedEventLog::Resolve(const TopicPartition& place, Fate fate,
                               std::optional<size_t> landed) {
  std::deque<Held>& held = held_[place];
  DOCKET_CHECK(!held.empty());
  Held append = std::move(held.front());
  held.pop_front();
  const size_t count = landed.value_or(append.records.size());
  Finish(place, std::move(append), fate, count);
}

void ScriptedEventLog::Finish(const TopicPartition& place, Held append, Fate fate, size_t landed) {
  std::vector<Offset> offsets;
  if (fate != Fate::kVanishes && fate != Fate::kIsRefused) {
    for (size_t i = 0; i < landed; ++i) {
      offsets.push_back(Land(place, std::move(append.records[i])));
    }
  }
  log::AppendResult result = log::Unknown{"the script says so"};
  if (fate == Fate::kLands) {
    result = log::Written{std::move(offsets)};
  } else if (fate == Fate::kLandsNowhere) {
    result = log::Written{std::vector<Offset>(offsets.size(), log::kPlaceUnknown)};
  } else if (fate == Fate::kIsRefused) {
    result = log::Refused{ResourceExhausted("the queue is full")};
  }
  results_.emplace(append.handle, std::move(result));
}

Offset ScriptedEventLog::Land(const TopicPartition& place, Record record) {
  Partition& partition = places_[place];
  partition.records.push_back({partition.end, std::move(record)});
  return partition.end++;
}

void ScriptedEventLog::Skip(const TopicPartition& place, Offset offsets) {
  places_[place].end += offsets;
}

void ScriptedEventLog::Expire(const TopicPartition& place, Offset begin) {
  Partition& partition = places_[place];
  partition.begin = begin;
  std::erase_if(partition.records,
                [begin](const LogRecord& record) { return record.offset < begin; });
}

void ScriptedEventLog::Cut(const TopicPartition& place) { places_[place] = {}; }

void ScriptedEventLog::Damage(const TopicPartition& place, Offset offset) {
  places_[place].damaged_from = offset;
}

void ScriptedEventLog::AnswerEnds(bool failing) {
  for (const auto& [handle, end] : std::exchange(waiting_ends_, {})) {
    ends_.emplace(handle, failing ? absl::StatusOr<Offset>(Unavailable("the script says so"))
                                  : absl::StatusOr<Offset>(end));
  }
}

const std::deque<LogRecord>& ScriptedEventLog::records(const TopicPartition& place) {
  return places_[place].records;
}

absl::StatusOr<int32_t> ScriptedEventLog::PartitionCount(std::string_view topic) const {
  if (missing_.contains(std::string(topic))) return NotFound("no topic " + std::string(topic));
  return partitions_;
}

AppendHandle ScriptedEventLog::Append(const TopicPartition& place, std::vector<Record> records) {
  DOCKET_CHECK(!records.empty());
  const auto handle = static_cast<AppendHandle>(++handles_);
  if (refusing_.contains(place)) {
    results_.emplace(handle, log::Refused{InvalidArgument("the script says so")});
  } else if (holding_.contains(place)) {
    held_[place].push_back({handle, std::move(records)});
  } else {
    const size_t count = records.size();
    Finish(place, {handle, std::move(records)}, Fate::kLands, count);
  }
  return handle;
}

std::optional<log::AppendResult> ScriptedEventLog::Poll(AppendHandle handle) {
  auto node = results_.extract(handle);
  if (node.empty()) return std::nullopt;
  return std::move(node.mapped());
}

log::ReadResult ScriptedEventLog::Read(const TopicPartition& place, Offset from,
                                       const log::ReadLimits& limits) {
  const Partition& partition = places_[place];
  if (from < partition.begin || from > partition.end) {
    return log::RangeError{partition.begin, partition.end};
  }
  if (partition.damaged_from.has_value() && from >= *partition.damaged_from) {
    return log::ReadDamaged{DataLoss("the script says so")};
  }
  log::Records given;
  log::ReadBudget budget(limits);
  auto record = std::ranges::lower_bound(partition.records, from, {}, &LogRecord::offset);
  for (; record != partition.records.end(); ++record) {
    if (record->offset >= partition.damaged_from.value_or(partition.end)) break;
    if (!budget.Take(record->record)) break;
    given.records.push_back(*record);
  }
  records_read_ += given.records.size();
  if (given.records.empty()) return log::CaughtUp{partition.end};
  return given;
}

EndHandle ScriptedEventLog::QueryEnd(const TopicPartition& place, Offset known) {
  const auto handle = static_cast<EndHandle>(++handles_);
  known_ends_[place] = known;
  waiting_ends_.emplace(handle, places_[place].end);
  if (!hold_ends_) AnswerEnds();
  return handle;
}

std::optional<absl::StatusOr<Offset>> ScriptedEventLog::Poll(EndHandle handle) {
  auto node = ends_.extract(handle);
  if (node.empty()) return std::nullopt;
  return std::move(node.mapped());
}

}  // namespace docket::testing
