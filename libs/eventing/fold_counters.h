#pragma once

// What a unit's fold has met, counted since its start.

#include <cstdint>

#include "libs/eventing/acceptance.h"

namespace docket::eventing {

struct FoldCounters {
  uint64_t accepted = 0;
  uint64_t duplicate = 0;
  uint64_t lost_race = 0;
  uint64_t stale = 0;
  uint64_t foreign_prev = 0;
  // Of all folded records, those that were not fetched.
  uint64_t from_memory = 0;
  // Copies that were made for the quarantine; again for what is folded again.
  uint64_t quarantined = 0;
  // Commits that were accepted without their events, by a skip.
  uint64_t skipped = 0;
  // Steps in which a record waited for settings.
  uint64_t settings_awaited = 0;

  // A gap is not counted: it halts the unit.
  void Count(Verdict verdict);
};

}  // namespace docket::eventing
