#pragma once

// A fresh directory for one test, gone with its object. In $TEST_TMPDIR if that is set, else in
// memory where the machine offers it: tests sync much and keep little.

#include <filesystem>
#include <string>
#include <system_error>

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include "libs/base/check.h"

namespace docket::testing {

class ScratchDirectory {
 public:
  ScratchDirectory() : path_(Parent() + "/docket-" + std::string(6, 'X')) {  // As mkdtemp wants.
    DOCKET_CHECK(mkdtemp(path_.data()) != nullptr);
  }
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }
  // The path of `name` inside.
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  static std::string Parent() {
    const bool memory = getenv("TEST_TMPDIR") == nullptr && access("/dev/shm", W_OK) == 0;
    return memory ? "/dev/shm" : ::testing::TempDir();
  }

  std::string path_;
};

}  // namespace docket::testing
