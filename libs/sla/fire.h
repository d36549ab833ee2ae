#pragma once

// What is due of a ticket's clocks, and what happens when somebody says that it was. A warning, a
// breach and a level happen at most once in a clock's life, never before they are due, and a breach
// happens however late somebody says so.
//
// Pure, hence safe from any thread.

#include <variant>
#include <vector>

#include "docket/ticket/v1/ticket_clocks.pb.h"
#include "libs/base/time.h"
#include "libs/sla/clock_state.pb.h"

namespace docket::sla {

// A timer to arm: the command to send once its due is past. What is not among them any more is
// settled. By clock; of each clock the breach first, then levels in the policy's order.
std::vector<ticket::v1::FireClock> Timers(const ClockState& state);

using FireEvent =
    std::variant<ticket::v1::TicketWarned, ticket::v1::TicketBreached, ticket::v1::TicketEscalated>;

struct Firing {
  enum Verdict {
    kHappens,
    kDone,        // It has happened or was skipped: nothing to do.
    kTooEarly,    // It is due, but `now` is not after that.
    kClockMoved,  // It is not due at that instant.
  };
  Verdict verdict = kClockMoved;
  // In order; of kHappens alone.
  std::vector<FireEvent> events = {};
  // Whether levels act; on a solved, closed or merged ticket the facts are recorded and no more.
  // Whose condition does not hold does not act either (PolicySet::Acts).
  bool acts = false;
};

// `command` decided at `now` on a ticket whose clocks stand as `state`. Of warnings due together
// only the highest happens, and none beside a breach; a later level brings what is due before it
// along.
Firing Fire(const ClockState& state, const ticket::v1::FireClock& command, Time now);

}  // namespace docket::sla
