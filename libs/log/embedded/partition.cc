#include "libs/log/embedded/partition.h"

#include <utility>

#include "libs/base/check.h"
#include "libs/log/read_budget.h"

namespace docket::log::embedded {

Partition::Partition(TopicPartition place, std::string code, Offset end, size_t tail_bytes_max)
    : place_(std::move(place)),
      code_(std::move(code)),
      tail_bytes_max_(tail_bytes_max),
      end_(end) {}

Offset Partition::end() const {
  const std::lock_guard lock(mutex_);
  return end_;
}

void Partition::Publish(std::vector<LogRecord> records) {
  const std::lock_guard lock(mutex_);
  for (LogRecord& record : records) {
    DOCKET_CHECK(record.offset == end_);
    ++end_;
    tail_bytes_ += SizeBytes(record.record);
    tail_.push_back(std::move(record));
  }
  while (tail_bytes_ > tail_bytes_max_) {
    tail_bytes_ -= SizeBytes(tail_.front().record);
    tail_.pop_front();
  }
}

std::optional<std::vector<LogRecord>> Partition::ReadTail(Offset from,
                                                          const ReadLimits& limits) const {
  const std::lock_guard lock(mutex_);
  if (tail_.empty() || from < tail_.front().offset || from >= end_) return std::nullopt;
  std::vector<LogRecord> records;
  ReadBudget budget(limits);
  for (auto i = static_cast<size_t>(from - tail_.front().offset); i < tail_.size(); ++i) {
    if (!budget.Take(tail_[i].record)) break;
    records.push_back(tail_[i]);
  }
  return records;
}

}  // namespace docket::log::embedded
