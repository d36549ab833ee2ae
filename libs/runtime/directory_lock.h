#pragma once

// One process per data directory: a file LOCK, locked as long as this lives and whatever way the
// process ends.

#include <memory>
#include <string>

#include "libs/base/status.h"

namespace docket::runtime {

class DirectoryLock {
 public:
  // Makes `directory` if it is absent. FAILED_PRECONDITION naming the process that has it locked;
  // UNAVAILABLE if the directory cannot be used.
  static absl::StatusOr<std::unique_ptr<DirectoryLock>> Take(const std::string& directory);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  explicit DirectoryLock(int file) : file_(file) {}
  const int file_;
};

}  // namespace docket::runtime
