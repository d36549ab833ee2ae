#pragma once

// The two clocks of one machine. Wall time is true time plus an error; monotonic time never steps.

#include <chrono>

#include "libs/base/time.h"

namespace docket::simulation {

using std::chrono::nanoseconds;

// What a right clock says when a simulation begins: 2026-03-01T08:00:00Z.
inline constexpr Time kEpoch = FromMillis(1'772'352'000'000);

// What a right clock says at `now` of true time.
inline Time WallAt(nanoseconds now) {
  return kEpoch + std::chrono::floor<std::chrono::milliseconds>(now);
}

class MachineClock {
 public:
  explicit MachineClock(nanoseconds running_for) : running_for_(running_for) {}

  Instant At(nanoseconds now) const { return {WallAt(now + error_), now + running_for_}; }
  // The true time at which the monotonic clock says `monotonic`.
  nanoseconds WhenMonotonic(nanoseconds monotonic) const { return monotonic - running_for_; }

  void SetError(nanoseconds error) { error_ = error; }

 private:
  const nanoseconds running_for_;  // Before the simulation began.
  nanoseconds error_{};
};

}  // namespace docket::simulation
