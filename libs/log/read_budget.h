#pragma once

// Counts what one Read has given, so that all logs cut alike.

#include "libs/log/event_log.h"

namespace docket::log {

class ReadBudget {
 public:
  explicit ReadBudget(const ReadLimits& limits) : limits_(limits) {}

  // Whether `record` may be given too, and counts it if so. The first always may.
  bool Take(const Record& record) {
    const size_t bytes = bytes_ + SizeBytes(record);
    if (records_ > 0 && (records_ >= limits_.records_max || bytes > limits_.bytes_max))
      return false;
    ++records_;
    bytes_ = bytes;
    return true;
  }

 private:
  const ReadLimits limits_;
  size_t records_ = 0;
  size_t bytes_ = 0;
};

}  // namespace docket::log
