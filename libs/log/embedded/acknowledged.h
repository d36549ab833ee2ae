#pragma once

// The file ACKNOWLEDGED of an embedded log: how many of its records were acknowledged, as one line
// of 20 digits. A log that holds fewer has lost some, which nothing else would tell of a
// write-ahead log that somebody has cut or removed: it looks like one whose last write was torn.
//
// The line is written after the records are on the disk and before anybody is told, and it is not
// synced. So a process that is killed leaves the exact number, and a machine that loses its power
// leaves that number or a lower one: never a higher one, unless the disk has lost what it had
// reported as kept.
//
// Threads: one at a time.

#include <cstdint>
#include <string>

#include "libs/base/status.h"

namespace docket::log::embedded {

class AcknowledgedCount {
 public:
  // Makes the file at `path`, where there is none, with 0; it is on the disk then. UNAVAILABLE if
  // that cannot be done.
  static absl::Status Create(const std::string& path);

  // Opens the file at `path`. DATA_LOSS if it is gone or no such line, UNAVAILABLE if it cannot be
  // opened.
  static absl::StatusOr<AcknowledgedCount> Open(const std::string& path);

  AcknowledgedCount(AcknowledgedCount&& other) noexcept;
  AcknowledgedCount& operator=(AcknowledgedCount&&) = delete;
  ~AcknowledgedCount();

  uint64_t count() const { return count_; }

  // Makes it at least `count`. UNAVAILABLE if that cannot be written; it is as before then.
  absl::Status Raise(uint64_t count);

 private:
  AcknowledgedCount(std::string path, int file) : path_(std::move(path)), file_(file) {}

  absl::Status Read();
  absl::Status Write(uint64_t count);

  std::string path_;
  int file_ = -1;  // -1 once moved from.
  uint64_t count_ = 0;
};

}  // namespace docket::log::embedded
