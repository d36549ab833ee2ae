#include "libs/testing/simulated_log.h"

#include <algorithm>

#include "libs/log/read_budget.h"

namespace docket::testing {

using log::LogRecord;
using log::Offset;
using log::TopicPartition;

SimulatedLog::SimulatedLog(const Options& options, std::mt19937_64& rng)
    : id_(options.log_id),
      rng_(rng),
      faults_(options.faults),
      topics_(options.topics.begin(), options.topics.end()) {
  for (const auto& [topic, partitions] : topics_) {
    for (int32_t partition = 0; partition < partitions; ++partition) {
      partitions_.try_emplace({topic, partition});
    }
  }
}

const std::vector<LogRecord>& SimulatedLog::Dump(const TopicPartition& place) const {
  return partitions_.at(place).records;
}

void SimulatedLog::Cut(const TopicPartition& place, Offset begin, Offset end) {
  Partition& partition = partitions_.at(place);
  std::erase_if(partition.records, [begin, end](const LogRecord& record) {
    return record.offset < begin || record.offset >= end;
  });
  partition.begin = begin;
  partition.end = end;
}

void SimulatedLog::Lose(const TopicPartition& place, Offset offset) {
  std::erase_if(partitions_.at(place).records,
                [offset](const LogRecord& record) { return record.offset == offset; });
}

Offset SimulatedLog::End(const TopicPartition& place) const { return partitions_.at(place).end; }

absl::StatusOr<int32_t> SimulatedLog::PartitionCount(std::string_view topic) const {
  const auto found = topics_.find(topic);
  if (found == topics_.end()) return NotFound("no simulated topic " + std::string(topic));
  return found->second;
}

absl::Status SimulatedLog::CheckPlace(const TopicPartition& place) const {
  if (partitions_.contains(place)) return absl::OkStatus();
  return NotFound("no simulated partition " + ToText(place));
}

log::ReadResult SimulatedLog::Read(const TopicPartition& place, Offset from,
                                   const log::ReadLimits& limits) {
  if (absl::Status status = CheckPlace(place); !status.ok()) return log::ReadDamaged{status};
  const Partition& partition = partitions_.at(place);
  const bool stalls = Chance(rng_, faults_.stall);
  log::ReadLimits given = limits;
  const size_t few = 1 + Below(rng_, 4);
  if (Chance(rng_, faults_.short_read)) given.records_max = std::min(given.records_max, few);

  if (from < partition.begin || from > partition.end) {
    return log::RangeError{partition.begin, partition.end};
  }
  if (stalls) return Stall(place, from);
  log::Records read;
  log::ReadBudget budget(given);
  auto record = std::ranges::lower_bound(partition.records, from, {}, &LogRecord::offset);
  for (; record != partition.records.end() && budget.Take(record->record); ++record) {
    read.records.push_back(*record);
  }
  if (read.records.empty()) return log::CaughtUp{partition.end};
  return read;
}

// A reader that was given nothing waits to be woken, so the end of a stall wakes.
log::ReadResult SimulatedLog::Stall(const TopicPartition& place, Offset from) {
  schedule_.At(schedule_.now() + UpTo(rng_, faults_.stall_max), [this, place] { Wake(place); });
  return log::CaughtUp{from};
}

Offset SimulatedLog::DrawGap() {
  const auto gap = static_cast<Offset>(1 + Below(rng_, 3));
  return Chance(rng_, faults_.gap) ? gap : 0;
}

Offset SimulatedLog::Land(const TopicPartition& place, const log::Record& record) {
  Partition& partition = partitions_.at(place);
  const Offset offset = partition.end + DrawGap();
  partition.records.push_back({offset, record});
  partition.end = offset + 1 + DrawGap();
  Wake(place);
  return offset;
}

void SimulatedLog::SetWaker(const void* owner, const TopicPartition& place, log::Waker* waker) {
  const auto found = partitions_.find(place);
  if (found == partitions_.end()) return;
  auto& wakers = found->second.wakers;
  std::erase_if(wakers, [&](const auto& entry) { return entry.first == owner; });
  if (waker != nullptr) wakers.emplace_back(owner, waker);
}

void SimulatedLog::RemoveWakers(const void* owner) {
  for (const auto& [place, partition] : partitions_) SetWaker(owner, place, nullptr);
}

void SimulatedLog::Wake(const TopicPartition& place) {
  const auto found = partitions_.find(place);
  if (found == partitions_.end()) return;
  for (const auto& [owner, waker] : found->second.wakers) waker->Wake();
}

void SimulatedLog::Wake(const TopicPartition& place, const void* owner) {
  const auto found = partitions_.find(place);
  if (found == partitions_.end()) return;
  for (const auto& [whose, waker] : found->second.wakers) {
    if (whose == owner) waker->Wake();
  }
}

}  // namespace docket::testing
