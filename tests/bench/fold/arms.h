#pragma once

// What folding a log can be compared with, each over the records of one log:
//
//   drain    reads every record of an embedded log, parses it and takes its digest, and keeps
//            nothing
//   rebuild  folds everything into fresh stores, as a host does after it lost them
//   rows     writes the rows of stores that were so rebuilt, sorted and in windows, into a bare
//            store: the least that keeping the result can cost
//
// One thread each, beside those of the log. CPU is that of the whole process, flushes and
// compactions included.

#include <string>

#include <nlohmann/json.hpp>

#include "libs/base/status.h"
#include "tests/bench/fold/opened_log.h"

namespace docket::bench {

struct FoldJob {
  LogPlace log;
  // Where stores are made; empty or absent before, except for Rows, which finds Rebuild's there.
  std::string scratch;
};

// {count, seconds, rate, cpu_us}: records read, and what one cost; and `bytes`, what one has.
absl::StatusOr<nlohmann::json> Drain(const FoldJob& job);
// {count, seconds, rate, cpu_us} of commits accepted; and how many were `duplicate`, `lost_race`.
absl::StatusOr<nlohmann::json> Rebuild(const FoldJob& job);
// Likewise of rows written.
absl::StatusOr<nlohmann::json> Rows(const FoldJob& job);

}  // namespace docket::bench
