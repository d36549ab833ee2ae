#include "libs/sla/clock.h"

#include <algorithm>

#include "libs/base/proto_time.h"

namespace docket::sla {
namespace {

// A deadline that was passed while the clock ran is owed, or whether a breach is ever recorded
// would hang on how soon somebody fired it. After a breach no deadline is set again.
void OweIfPassed(Time now, Clock& clock) {
  if (!clock.dues().has_deadline_time()) return;
  if (FromProto(clock.dues().deadline_time()) < now) {
    *clock.mutable_owed_time() = clock.dues().deadline_time();
  }
}

void EndSegment(Time now, Clock& clock) {
  OweIfPassed(now, clock);
  AddSegment(FromProto(clock.segment_time()), now, clock);
  clock.clear_segment_time();
}

}  // namespace

bool IsLive(const Clock& clock) {
  return clock.phase() == Clock::PHASE_RUNNING || clock.phase() == Clock::PHASE_PAUSED;
}

void Run(Time now, Clock& clock) {
  clock.set_phase(Clock::PHASE_RUNNING);
  *clock.mutable_segment_time() = ToProto(now);
  // Or a deadline of the segment before would be taken for passed.
  clock.mutable_dues()->clear_deadline_time();
  clock.mutable_dues()->clear_levels();
}

void Pause(Time now, Clock& clock) {
  EndSegment(now, clock);
  clock.set_phase(Clock::PHASE_PAUSED);
}

void Split(Time now, Clock& clock) {
  EndSegment(now, clock);
  *clock.mutable_segment_time() = ToProto(now);
}

void Stop(Time now, Clock::Phase phase, Clock& clock) {
  clock.set_ran_to_stop(clock.phase() == Clock::PHASE_RUNNING);
  if (clock.ran_to_stop()) EndSegment(now, clock);
  clock.set_phase(phase);
  clock.set_stops(clock.stops() + 1);
}

void AddSegment(Time start, Time end, Clock& clock) {
  if (end <= start) return;
  clock.set_wall_millis(clock.wall_millis() + (end - start).count());
  auto& segments = *clock.mutable_unmeasured();
  if (!segments.empty() && FromProto(segments.rbegin()->end_time()) == start) {
    *segments.rbegin()->mutable_end_time() = ToProto(end);
    return;
  }
  Segment& segment = *segments.Add();
  *segment.mutable_start_time() = ToProto(start);
  *segment.mutable_end_time() = ToProto(end);
}

void SetUsed(std::chrono::milliseconds used, Clock& clock) {
  clock.set_used_millis(used.count());
  clock.clear_unmeasured();
}

std::optional<Time> BreachDue(const Clock& clock) {
  if (clock.has_breach_time()) return std::nullopt;
  if (clock.has_owed_time()) return FromProto(clock.owed_time());
  if (clock.phase() != Clock::PHASE_RUNNING) return std::nullopt;
  if (!clock.dues().has_deadline_time()) return std::nullopt;
  return FromProto(clock.dues().deadline_time());
}

bool IsBroken(const Clock& clock) { return clock.has_owed_time() || clock.has_breach_time(); }

bool HasFired(const Clock& clock, std::string_view level_id) {
  return std::ranges::find(clock.fired_level_ids(), level_id) != clock.fired_level_ids().end();
}

}  // namespace docket::sla
