#include "libs/sla/urgency.h"

#include <algorithm>

#include "libs/base/proto_time.h"
#include "libs/sla/clock.h"

namespace docket::sla {
namespace {

// A breach that is owed or recorded came first of all its deadlines.
std::optional<Time> DueOf(const Clock& clock) {
  if (clock.has_breach_time()) return FromProto(clock.breach_time());
  return BreachDue(clock);
}

}  // namespace

Urgency UrgencyOf(const ClockState& state) {
  Urgency urgency;
  for (const Clock& clock : state.clocks()) {
    if (!IsLive(clock)) continue;
    if (IsBroken(clock) || !clock.fired_level_ids().empty()) urgency.pressing = true;
    const std::optional<Time> due = DueOf(clock);
    if (clock.phase() != Clock::PHASE_RUNNING || !due.has_value()) continue;
    urgency.due = std::min(urgency.due.value_or(*due), *due);
  }
  return urgency;
}

}  // namespace docket::sla
