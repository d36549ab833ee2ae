#pragma once

// How an embedded log is opened, and its bounds.

#include <cstdint>
#include <map>
#include <string>

#include "libs/base/time.h"

namespace docket::log {

struct EmbeddedOptions {
  // Where it lives. Made if absent or empty; its parent must exist and be writable.
  std::string directory;

  // The topics asked for, each with its number of partitions. Topics that the directory lacks are
  // added, those it has and that are not named stay.
  std::map<std::string, int32_t> topics;

  // When it is opened. The id of a new log tells it.
  Time now{};

  // How much may wait for the appender, records and what they cost to hold. Beyond it appends are
  // refused as RESOURCE_EXHAUSTED. The batch that is being written comes on top.
  size_t queue_bytes_max = 64 << 20;

  // How much one synced batch takes of what waits.
  size_t batch_bytes_max = 4 << 20;

  // How many bytes of the newest records each partition keeps in memory, so that a reader that
  // keeps up does not touch the disk.
  size_t tail_bytes_max = 256 << 10;
};

}  // namespace docket::log
