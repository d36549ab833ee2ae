#include "services/intake/api/clock_view.h"

#include "libs/base/time.h"
#include "libs/sla/spans.h"
#include "libs/sla/terms.h"

namespace docket::intake {
namespace {

using ticket::v1::TicketClock;

TicketClock::Phase PhaseOf(sla::Clock::Phase phase) {
  switch (phase) {
    case sla::Clock::PHASE_RUNNING: return TicketClock::PHASE_RUNNING;
    case sla::Clock::PHASE_PAUSED: return TicketClock::PHASE_PAUSED;
    case sla::Clock::PHASE_STOPPED: return TicketClock::PHASE_STOPPED;
    case sla::Clock::PHASE_CANCELLED: return TicketClock::PHASE_CANCELLED;
    case sla::Clock::PHASE_MERGED: return TicketClock::PHASE_MERGED;
    default: return TicketClock::PHASE_UNSPECIFIED;
  }
}

void ViewUse(const sla::ClockState& state, const sla::Clock& clock, TicketClock& shown) {
  if (!state.has_policy()) return;
  *shown.mutable_used_working() = sla::SpanProto(std::chrono::milliseconds(clock.used_millis()));
  const auto target = sla::TargetOf(state.policy(), clock.metric(),
                                    std::chrono::milliseconds(clock.target_min_millis()));
  if (target.has_value()) *shown.mutable_target() = sla::SpanProto(*target);
}

void ViewRun(const sla::Clock& clock, TicketClock& shown) {
  if (clock.phase() != sla::Clock::PHASE_RUNNING) return;
  *shown.mutable_running_since_time() = clock.segment_time();
  if (clock.dues().has_deadline_time()) {
    *shown.mutable_deadline_time() = clock.dues().deadline_time();
  }
  *shown.mutable_levels() = clock.dues().levels();
}

void ViewBreach(const sla::Clock& clock, TicketClock& shown) {
  if (clock.has_breach_time()) {
    *shown.mutable_breach_time() = clock.breach_time();
  } else if (clock.has_owed_time()) {
    *shown.mutable_breach_time() = clock.owed_time();
  }
}

}  // namespace

void ViewClocks(const sla::ClockState& state, ticket::v1::Ticket& ticket) {
  ticket.set_policy_id(state.policy().policy_id());
  for (const sla::Clock& clock : state.clocks()) {
    TicketClock& shown = *ticket.add_clocks();
    shown.set_metric(clock.metric());
    shown.set_instance(clock.instance());
    shown.set_phase(PhaseOf(clock.phase()));
    *shown.mutable_started_time() = clock.started_time();
    ViewUse(state, clock, shown);
    ViewRun(clock, shown);
    ViewBreach(clock, shown);
    shown.set_outcome(clock.outcome());
  }
}

}  // namespace docket::intake
