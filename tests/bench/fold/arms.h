#pragma once

// What folding a log can be compared with, each over the records of one embedded log:
//
//   drain    reads every record, parses it and takes its digest, and keeps nothing
//   rebuild  folds everything into fresh stores, as a host does after it lost them
//   rows     writes the rows of stores that were so rebuilt, sorted and in windows, into a bare
//            store: the least that keeping the result can cost
//
// One thread each. CPU is that of the whole process, flushes and compactions included.

#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "libs/base/status.h"
#include "libs/log/embedded/embedded_event_log.h"

namespace docket::bench {

struct FoldJob {
  // A log that no process has open.
  std::string log_directory;
  int partitions = 4;
  // Where stores are made; empty or absent before, except for Rows, which finds Rebuild's there.
  std::string scratch;
};

absl::StatusOr<std::unique_ptr<log::EmbeddedEventLog>> OpenLog(const FoldJob& job);

// {count, seconds, rate, cpu_us}: records read, and what one cost; and `bytes`, what one has.
absl::StatusOr<nlohmann::json> Drain(const FoldJob& job);
// {count, seconds, rate, cpu_us} of commits accepted.
absl::StatusOr<nlohmann::json> Rebuild(const FoldJob& job);
// Likewise of rows written.
absl::StatusOr<nlohmann::json> Rows(const FoldJob& job);

}  // namespace docket::bench
