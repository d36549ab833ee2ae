#pragma once

// How much the clocks of a ticket press: what queues are ranked by (semantics.md 6).
//
// Pure, hence safe from any thread.

#include <optional>

#include "libs/base/time.h"
#include "libs/sla/clock_state.pb.h"

namespace docket::sla {

struct Urgency {
  // Whether a clock that runs or rests has come to a level or is breached.
  bool pressing = false;
  // The earliest instant by which a clock that runs has to stop, or had to; none: none has to.
  std::optional<Time> due;

  friend bool operator==(const Urgency&, const Urgency&) = default;
};

Urgency UrgencyOf(const ClockState& state);

}  // namespace docket::sla
