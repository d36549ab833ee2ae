#pragma once

// Puts tickets into a log as the calls of a load would have made them, but without a
// server: each commit is decided by the ticket itself, and what is appended shares a sync. A docket
// that starts on the log folds them as it folds any, so a large store takes minutes, not hours.

#include <cstdint>

#include <nlohmann/json.hpp>

#include "libs/base/status.h"
#include "tests/bench/fold/opened_log.h"
#include "tests/bench/load/calls.h"

namespace docket::bench {

struct FillJob {
  // Whose first `tickets` openings are done.
  CallOptions calls;
  // How many comments each of them then gets.
  uint64_t comments = 0;
  // So many tickets grow at a time, each by one commit in turn: 1 has the commits of a ticket side
  // by side, all tickets have them as far apart as can be.
  uint64_t spread = 1;
  // Of a hundred commits so many are followed by a record that no reader may accept: in turn the
  // commit once more, and a rival of another writer that lost the race for the same version.
  uint64_t spoiled_percent = 0;
};

// What was appended to the log: {count} commits, {duplicates} and {rivals}. A docket has served on
// it before, while it was empty: else its units wait for an operator to say where reactions begin.
absl::StatusOr<nlohmann::json> Fill(const LogPlace& place, const FillJob& fill);

}  // namespace docket::bench
