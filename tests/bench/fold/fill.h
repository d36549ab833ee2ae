#pragma once

// Puts tickets into an embedded log as the calls of a load would have made them, but without a
// server: each commit is decided by the ticket itself, and what is appended shares a sync. A docket
// that starts on the log folds them as it folds any, so a large store takes minutes, not hours.

#include <cstdint>

#include <nlohmann/json.hpp>

#include "libs/base/status.h"
#include "tests/bench/fold/arms.h"
#include "tests/bench/load/calls.h"

namespace docket::bench {

struct FillJob {
  // Whose first `tickets` openings are done.
  CallOptions calls;
  // How many comments each of them then gets.
  uint64_t comments = 0;
};

// {count}: the commits that were appended to the log of `job`, which a docket has made and which no
// process has open.
absl::StatusOr<nlohmann::json> Fill(const FoldJob& job, const FillJob& fill);

}  // namespace docket::bench
