#pragma once

// When a disk has too little room left to go on. A database that meets a full disk may not recover
// without a restart, so a host stops consuming while there is still room for what it has under way:
// flushes and compactions (platform.md 4).

#include <cstdint>
#include <string>

#include "libs/base/status.h"

namespace docket::runtime {

// What must stay free: the greater of the two. Zero asks for nothing.
struct LowSpaceMark {
  int32_t mebibytes = 512;
  int32_t percent = 10;  // Of the whole file system.
};

struct DiskSpace {
  uint64_t free_bytes = 0;  // For us; what is kept for root does not count.
  uint64_t size_bytes = 0;
};

// Room of the file system that holds `path`. UNAVAILABLE if it cannot be told.
absl::StatusOr<DiskSpace> DiskSpaceOf(const std::string& path);

// What the files in `directory` and below take, by their sizes; what vanishes meanwhile, or is not
// there, counts as nothing.
uint64_t BytesIn(const std::string& directory);

// OK while `space` has what `mark` asks for; else UNAVAILABLE, naming `path`, what is free and what
// should be.
absl::Status RequireSpace(const std::string& path, const DiskSpace& space,
                          const LowSpaceMark& mark);

}  // namespace docket::runtime
