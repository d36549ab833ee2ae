#pragma once

// One partition as its readers share it: where it ends, its newest records in memory, and who wants
// to be told. What is published here is on the disk.
//
// Threads: Publish by the appender alone, the rest by any thread.

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "libs/log/event_log.h"
#include "libs/log/wakers.h"

namespace docket::log::embedded {

class Partition {
 public:
  // Holds records up to `end`, all of them on the disk; keeps at most `tail_bytes_max` of what is
  // published later in memory.
  Partition(TopicPartition place, std::string code, Offset end, size_t tail_bytes_max);

  const TopicPartition& place() const { return place_; }
  // How keys name it (layout.h).
  const std::string& code() const { return code_; }

  // The offset after the last published record.
  Offset end() const;

  // Adds records that follow the end without a gap.
  void Publish(std::vector<LogRecord> records);

  // What the memory holds from `from` on, none if it does not reach back so far.
  std::optional<std::vector<LogRecord>> ReadTail(Offset from, const ReadLimits& limits) const;

  // Who is told of what is published here, and of answers about it.
  Wakers& wakers() { return wakers_; }

 private:
  const TopicPartition place_;
  const std::string code_;
  const size_t tail_bytes_max_;

  mutable std::mutex mutex_;
  Offset end_;
  std::deque<LogRecord> tail_;
  size_t tail_bytes_ = 0;

  Wakers wakers_;
};

}  // namespace docket::log::embedded
