#include "libs/sla/advance.h"

#include <algorithm>
#include <utility>

#include "libs/base/proto_time.h"
#include "libs/sla/clock.h"
#include "libs/sla/spans.h"
#include "libs/sla/terms.h"

namespace docket::sla {
namespace {

namespace v1 = ticket::v1;
using std::chrono::milliseconds;

v1::PolicyApplied TermsOf(const Selection& selection, const ClockState& state) {
  if (selection.policy == nullptr) return TermsOfNone(selection.policies_version, state.policy());
  return sla::TermsOf(*selection.policy, selection.policies_version, selection.calendar_version,
                      selection.priority);
}

bool Differs(const v1::PolicyApplied& terms, const ClockState& state) {
  if (terms.policy_id().empty() && state.policy().policy_id().empty()) return false;
  return terms.SerializeAsString() != state.policy().SerializeAsString();
}

// Working time up to `now`, of which `hours` measure what is not known.
milliseconds Used(const Clock& clock, Time now, Hours hours) {
  milliseconds used(clock.used_millis());
  for (const Segment& segment : clock.unmeasured()) {
    used += hours.Measure(FromProto(segment.start_time()), FromProto(segment.end_time()));
  }
  if (clock.phase() == Clock::PHASE_RUNNING) {
    used += hours.Measure(FromProto(clock.segment_time()), now);
  }
  return ClampSpan(used);
}

void AddUses(const ClockState& state, Time now, Hours hours, v1::PolicyApplied& applied) {
  for (const Clock& clock : state.clocks()) {
    if (clock.phase() != Clock::PHASE_RUNNING && clock.unmeasured().empty()) continue;
    v1::ClockUse& use = *applied.add_uses();
    use.set_metric(clock.metric());
    use.set_instance(clock.instance());
    *use.mutable_used_working() = SpanProto(Used(clock, now, hours));
  }
}

// A clock stops by what it was promised in the policy that was in force, or in the first.
struct Judge {
  v1::PolicyApplied terms;
  Hours hours;
};

v1::ClockOutcome OutcomeOf(const Clock& clock, bool promised) {
  if (clock.phase() != Clock::PHASE_STOPPED) return v1::CLOCK_OUTCOME_CANCELLED;
  if (IsBroken(clock)) return v1::CLOCK_OUTCOME_MISSED;
  return promised ? v1::CLOCK_OUTCOME_MET : v1::CLOCK_OUTCOME_UNPROMISED;
}

// When it had to stop. A deadline that was not passed is D from here on as well as from where the
// segment began.
std::optional<Time> DueOf(const Clock& clock, Time now, milliseconds left, Hours hours) {
  if (clock.has_breach_time()) return FromProto(clock.breach_time());
  if (clock.has_owed_time()) return FromProto(clock.owed_time());
  if (!clock.ran_to_stop()) return std::nullopt;
  return hours.Reach(now, left);
}

v1::ClockStopped Stopped(const Clock& clock, Time now, const Judge& judge) {
  const milliseconds used = Used(clock, now, judge.hours);
  const auto target =
      TargetOf(judge.terms, clock.metric(), milliseconds(clock.target_min_millis()));
  v1::ClockStopped stopped;
  stopped.set_metric(clock.metric());
  stopped.set_instance(clock.instance());
  stopped.set_stop_number(clock.stops());
  stopped.set_outcome(OutcomeOf(clock, target.has_value()));
  *stopped.mutable_used_working() = SpanProto(used);
  *stopped.mutable_used_wall() = SpanProto(ClampSpan(milliseconds(clock.wall_millis())));
  if (target) *stopped.mutable_target() = SpanProto(*target);
  if (target || IsBroken(clock)) {
    const auto due = DueOf(clock, now, target.value_or(used) - used, judge.hours);
    if (due) *stopped.mutable_due_time() = ToProto(*due);
  }
  return stopped;
}

bool StoppedSince(const ClockState& before, const Clock& clock) {
  const Clock* earlier = FindClock(before, clock.metric(), clock.instance());
  return !IsLive(clock) && clock.stops() > (earlier == nullptr ? 0 : earlier->stops());
}

void AddLevels(const Clock& clock, milliseconds target, const v1::PolicyApplied& terms, Hours hours,
               v1::ClockDues& dues) {
  const Time segment = FromProto(clock.segment_time());
  for (const v1::ClockLevel& level : terms.levels()) {
    if (level.metric() != clock.metric() || HasFired(clock, level.level_id())) continue;
    if (level.has_breach()) continue;  // Happens with the breach, whose due is the deadline.
    if (IsWarning(level) && IsBroken(clock)) continue;
    const milliseconds left = ThresholdOf(level, target) - milliseconds(clock.used_millis());
    const auto due = hours.Reach(segment, left);
    if (!due) continue;
    v1::LevelDue& added = *dues.add_levels();
    added.set_level_id(level.level_id());
    *added.mutable_due_time() = ToProto(*due);
  }
}

// The dues of a live clock by the policy in force. What it used before its segment is measured.
v1::ClockDues DuesOf(const Clock& clock, const v1::PolicyApplied& terms, Hours hours) {
  v1::ClockDues dues;
  dues.set_metric(clock.metric());
  dues.set_instance(clock.instance());
  dues.set_running(clock.phase() == Clock::PHASE_RUNNING);
  *dues.mutable_used_working() = SpanProto(milliseconds(clock.used_millis()));
  if (clock.has_owed_time()) *dues.mutable_owed_time() = clock.owed_time();
  const auto target = TargetOf(terms, clock.metric(), milliseconds(clock.target_min_millis()));
  if (!dues.running() || !target) return dues;
  if (!IsBroken(clock)) {
    const auto deadline =
        hours.Reach(FromProto(clock.segment_time()), *target - milliseconds(clock.used_millis()));
    if (deadline) *dues.mutable_deadline_time() = ToProto(*deadline);
  }
  AddLevels(clock, *target, terms, hours, dues);
  return dues;
}

// Whether anything is due at another instant. Where nothing is promised nothing moves.
bool Moved(v1::ClockDues told, v1::ClockDues dues) {
  for (v1::ClockDues* each : {&told, &dues}) {
    each->clear_metric();
    each->clear_instance();
    each->clear_running();
    each->clear_used_working();
  }
  return told.SerializeAsString() != dues.SerializeAsString();
}

v1::DuesSet Dues(const ClockState& state, Time now, Hours hours) {
  v1::DuesSet set;
  for (Clock clock : state.clocks()) {
    if (!IsLive(clock)) continue;
    const bool measured = clock.unmeasured().empty();
    if (!measured) {
      Clock ended = clock;
      ended.set_phase(Clock::PHASE_PAUSED);  // Without its running segment.
      SetUsed(Used(ended, now, hours), clock);
    }
    v1::ClockDues dues = DuesOf(clock, state.policy(), hours);
    if (!measured || Moved(clock.dues(), dues)) *set.add_clocks() = std::move(dues);
  }
  return set;
}

}  // namespace

std::vector<ClockEvent> Advance(const ClockState& before, std::span<const Moment> moments, Time now,
                                Hours hours, const std::optional<Selection>& selection) {
  std::vector<ClockEvent> events;
  ClockState state = before;
  for (const Moment& moment : moments) Apply(moment, now, state);
  Judge judge{before.policy(), hours};
  Hours in_force = hours;
  if (selection && Changes(state, *selection)) {
    v1::PolicyApplied applied = TermsOf(*selection, state);
    if (selection->policy != nullptr) in_force = selection->hours;
    if (!before.has_policy()) judge = {applied, in_force};
    AddUses(state, now, judge.hours, applied);
    Apply(applied, now, state);
    events.emplace_back(std::move(applied));
  }
  if (!state.has_policy()) return events;
  for (const Clock& clock : state.clocks()) {
    if (StoppedSince(before, clock)) events.emplace_back(Stopped(clock, now, judge));
  }
  if (v1::DuesSet dues = Dues(state, now, in_force); dues.clocks_size() > 0) {
    events.emplace_back(std::move(dues));
  }
  return events;
}

bool Changes(const ClockState& state, const Selection& selection) {
  return Differs(TermsOf(selection, state), state);
}

}  // namespace docket::sla
