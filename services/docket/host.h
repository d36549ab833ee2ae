#pragma once

// The all-in-one host: one log, one block cache, one gRPC port, data in one directory
// (kernel.md 10):
//
//   LOCK  log/  stores/<unit kind>/<partition>/

#include <chrono>
#include <cstdint>
#include <string>

#include "libs/base/status.h"
#include "libs/runtime/disk_space.h"

namespace docket {

// Whose time it is.
enum class ClockKind {
  // The machine's.
  kWall,
  // That of the history which is imported; live commands are refused (kernel.md 8).
  kLog,
};

struct HostOptions {
  std::string data_directory = ".docket";
  std::string address = "127.0.0.1:8443";
  // Of each topic; must be what the directory was made with.
  int32_t partitions = 4;
  ClockKind clock = ClockKind::kWall;
  // Below it nothing is taken in or written until there is room again; reads go on.
  runtime::LowSpaceMark low_space;
  // Between being told to stop and taking no more calls, so that who balances load can hear of it.
  std::chrono::milliseconds drain_notice{0};
  // Then how long running calls may take.
  std::chrono::milliseconds drain_grace{10'000};
};

// Serves until SIGTERM or SIGINT, then drains. Prints where it listens to stdout once it serves. A
// partition that halts is told on stderr and by health (readiness.h) while the rest goes on. A
// status other than OK says why it could not start or had to stop, and what to do: the log or the
// disk failed, or a partition halted by the log's time.
absl::Status RunHost(const HostOptions& options);

}  // namespace docket
