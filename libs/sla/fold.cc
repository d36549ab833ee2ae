#include "libs/sla/fold.h"

#include <algorithm>
#include <tuple>

#include "libs/base/proto_time.h"
#include "libs/sla/clock.h"
#include "libs/sla/spans.h"

namespace docket::sla {
namespace {

namespace v1 = ticket::v1;
using setting::v1::SLA_METRIC_FIRST_RESPONSE;
using setting::v1::SLA_METRIC_NEXT_RESPONSE;
using setting::v1::SLA_METRIC_REQUESTER_WAIT;
using setting::v1::SLA_METRIC_RESOLUTION;
using setting::v1::SLA_METRIC_UPDATE;
using setting::v1::SlaMetric;

bool IsOurs(v1::TicketStatus status) {
  return IsUnsolved(status) && status != v1::TICKET_STATUS_PENDING;
}

bool PausesResolution(const ClockState& state) {
  if (!state.has_policy()) return state.status() == v1::TICKET_STATUS_PENDING;
  return std::ranges::find(state.policy().pause_statuses(), state.status()) !=
         state.policy().pause_statuses().end();
}

// Whether the ticket's status counts for clocks of `metric`.
bool Counts(SlaMetric metric, const ClockState& state) {
  switch (metric) {
    case SLA_METRIC_UPDATE:
    case SLA_METRIC_REQUESTER_WAIT: return IsOurs(state.status());
    case SLA_METRIC_RESOLUTION: return IsUnsolved(state.status()) && !PausesResolution(state);
    default: return IsUnsolved(state.status());
  }
}

// The ticket was none, so nothing was to be promised.
bool Cancels(v1::Resolution resolution) {
  switch (resolution) {
    case v1::RESOLUTION_WITHDRAWN:
    case v1::RESOLUTION_DUPLICATE:
    case v1::RESOLUTION_CLEARED:
    case v1::RESOLUTION_SPAM: return true;
    default: return false;
  }
}

Clock* Find(ClockState& state, SlaMetric metric, uint32_t instance) {
  for (Clock& clock : *state.mutable_clocks()) {
    if (clock.metric() == metric && clock.instance() == instance) return &clock;
  }
  return nullptr;
}

// Null before the first.
Clock* Latest(ClockState& state, SlaMetric metric) {
  Clock* latest = nullptr;
  for (Clock& clock : *state.mutable_clocks()) {
    if (clock.metric() == metric) latest = &clock;
  }
  return latest;
}

Clock* LatestLive(ClockState& state, SlaMetric metric) {
  Clock* clock = Latest(state, metric);
  return clock != nullptr && IsLive(*clock) ? clock : nullptr;
}

// Of the metric's clocks before `instance` only those that owe a breach have something to come.
void Forget(SlaMetric metric, uint32_t instance, ClockState& state) {
  auto& clocks = *state.mutable_clocks();
  const auto kept = std::remove_if(clocks.begin(), clocks.end(), [&](const Clock& clock) {
    return clock.metric() == metric && clock.instance() < instance && !clock.has_owed_time();
  });
  clocks.erase(kept, clocks.end());
}

// The metric's next clock begins at rest; Settle lets it run.
void Start(SlaMetric metric, Time started, ClockState& state) {
  const Clock* latest = Latest(state, metric);
  const uint32_t instance = latest == nullptr ? 1 : latest->instance() + 1;
  // The one before stays: it may have stopped in this commit, and that is still to be told.
  Forget(metric, instance - 1, state);
  Clock& clock = *state.add_clocks();
  clock.set_metric(metric);
  clock.set_instance(instance);
  clock.set_phase(Clock::PHASE_PAUSED);
  *clock.mutable_started_time() = ToProto(started);
  std::ranges::sort(*state.mutable_clocks(), {},
                    [](const Clock& each) { return std::tuple(each.metric(), each.instance()); });
}

void StopLatest(SlaMetric metric, Time now, ClockState& state) {
  if (Clock* clock = LatestLive(state, metric)) Stop(now, Clock::PHASE_STOPPED, *clock);
}

// A reply in the commit that solves did not leave the ticket unsolved, so its update never began.
void DropUpdateOfSolve(Time now, ClockState& state) {
  auto& clocks = *state.mutable_clocks();
  const auto kept = std::remove_if(clocks.begin(), clocks.end(), [&](const Clock& clock) {
    return clock.metric() == SLA_METRIC_UPDATE && IsLive(clock) && clock.dues().instance() == 0 &&
           FromProto(clock.started_time()) == now;
  });
  clocks.erase(kept, clocks.end());
}

void StopAll(Time now, Clock::Phase phase, ClockState& state) {
  DropUpdateOfSolve(now, state);
  for (Clock& clock : *state.mutable_clocks()) {
    if (IsLive(clock)) Stop(now, phase, clock);
  }
}

void Open(Time now, ClockState& state) {
  *state.mutable_opened_time() = ToProto(now);
  for (const SlaMetric metric :
       {SLA_METRIC_FIRST_RESPONSE, SLA_METRIC_REQUESTER_WAIT, SLA_METRIC_RESOLUTION}) {
    if (Latest(state, metric) == nullptr) Start(metric, now, state);
  }
}

void Reply(Time now, ClockState& state) {
  state.clear_asked_time();
  for (const SlaMetric metric :
       {SLA_METRIC_FIRST_RESPONSE, SLA_METRIC_NEXT_RESPONSE, SLA_METRIC_UPDATE}) {
    StopLatest(metric, now, state);
  }
  if (IsUnsolved(state.status())) Start(SLA_METRIC_UPDATE, now, state);
}

void Ask(Time asked, ClockState& state) {
  if (!state.has_asked_time() || asked < FromProto(state.asked_time())) {
    *state.mutable_asked_time() = ToProto(asked);
  }
}

void Solve(Time now, v1::Resolution resolution, ClockState& state) {
  state.clear_asked_time();
  StopAll(now, Cancels(resolution) ? Clock::PHASE_CANCELLED : Clock::PHASE_STOPPED, state);
}

void GoOn(Clock& clock) {
  clock.set_phase(Clock::PHASE_PAUSED);
  clock.clear_outcome();
}

// After a solve: the clock goes on, with at least the policy's floor left of its target.
void Resume(SlaMetric metric, ClockState& state) {
  Clock* clock = Latest(state, metric);
  if (clock == nullptr || IsLive(*clock)) return;
  GoOn(*clock);
  if (!state.has_policy()) return;
  clock->set_target_min_millis(clock->used_millis() +
                               SpanOf(state.policy().reopen_floor()).count());
}

void Reopen(Time now, ClockState& state) {
  Resume(SLA_METRIC_REQUESTER_WAIT, state);
  switch (state.policy().on_reopen()) {
    case setting::v1::REOPEN_EFFECT_IGNORE: return;
    case setting::v1::REOPEN_EFFECT_RESTART:
      if (LatestLive(state, SLA_METRIC_RESOLUTION) == nullptr) {
        Start(SLA_METRIC_RESOLUTION, now, state);
      }
      return;
    default: return Resume(SLA_METRIC_RESOLUTION, state);
  }
}

void Unmerge(ClockState& state) {
  for (Clock& clock : *state.mutable_clocks()) {
    if (clock.phase() == Clock::PHASE_MERGED) GoOn(clock);
  }
}

// The clock is to have run since `earlier`. A segment ends here, so that a deadline which moves
// into the past is passed now and not before anybody could know of it.
void BeginEarlier(Time earlier, Time now, Clock& clock) {
  if (clock.phase() == Clock::PHASE_RUNNING) Split(now, clock);
  AddSegment(earlier, FromProto(clock.started_time()), clock);
  *clock.mutable_started_time() = ToProto(earlier);
}

void Absorb(const Moment& moment, Time now, ClockState& state) {
  if (moment.source_opened && *moment.source_opened < FromProto(state.opened_time())) {
    *state.mutable_opened_time() = ToProto(*moment.source_opened);
    for (Clock& clock : *state.mutable_clocks()) {
      const bool since_opening = clock.metric() == SLA_METRIC_FIRST_RESPONSE ||
                                 clock.metric() == SLA_METRIC_REQUESTER_WAIT ||
                                 (clock.metric() == SLA_METRIC_RESOLUTION && clock.instance() == 1);
      if (since_opening && IsLive(clock)) BeginEarlier(*moment.source_opened, now, clock);
    }
  }
  if (!moment.source_asked || !IsUnsolved(state.status())) return;
  Ask(*moment.source_asked, state);
  Clock* round = LatestLive(state, SLA_METRIC_NEXT_RESPONSE);
  if (round != nullptr && *moment.source_asked < FromProto(round->started_time())) {
    BeginEarlier(*moment.source_asked, now, *round);
  }
}

// A round begins with the oldest word that has no answer, and never beside first_response.
void StartRound(bool absorbed, Time now, ClockState& state) {
  const Clock* first = Latest(state, SLA_METRIC_FIRST_RESPONSE);
  if (!state.has_asked_time() || !IsUnsolved(state.status())) return;
  if (first == nullptr || IsLive(*first)) return;
  if (LatestLive(state, SLA_METRIC_NEXT_RESPONSE) != nullptr) return;
  Start(SLA_METRIC_NEXT_RESPONSE, now, state);
  if (absorbed) {
    BeginEarlier(FromProto(state.asked_time()), now, *Latest(state, SLA_METRIC_NEXT_RESPONSE));
  }
}

// Each live clock runs iff the status counts for it.
void Settle(Time now, ClockState& state) {
  for (Clock& clock : *state.mutable_clocks()) {
    if (!IsLive(clock)) continue;
    const bool counts = Counts(clock.metric(), state);
    const bool runs = clock.phase() == Clock::PHASE_RUNNING;
    if (counts && !runs) Run(now, clock);
    if (!counts && runs) Pause(now, clock);
  }
}

void Follow(const Moment& moment, Time now, ClockState& state) {
  switch (moment.kind) {
    case Moment::kOther: return;
    case Moment::kOpened: return Open(now, state);
    case Moment::kReplied: return Reply(now, state);
    case Moment::kAsked: return Ask(now, state);
    case Moment::kSolved: return Solve(now, moment.resolution, state);
    case Moment::kReopened: return Reopen(now, state);
    case Moment::kMerged: return StopAll(now, Clock::PHASE_MERGED, state);
    case Moment::kUnmerged: return Unmerge(state);
    case Moment::kAbsorbed: return Absorb(moment, now, state);
  }
}

// Levels that have happened are due no more.
void UseUp(const std::string& level_id, Clock& clock) {
  if (!HasFired(clock, level_id)) clock.add_fired_level_ids(level_id);
  auto& levels = *clock.mutable_dues()->mutable_levels();
  const auto kept = std::remove_if(levels.begin(), levels.end(), [&](const v1::LevelDue& level) {
    return level.level_id() == level_id;
  });
  levels.erase(kept, levels.end());
}

}  // namespace

void Apply(const Moment& moment, Time now, ClockState& state) {
  state.set_status(moment.status);
  Follow(moment, now, state);
  StartRound(moment.kind == Moment::kAbsorbed, now, state);
  Settle(now, state);
}

void Apply(const v1::PolicyApplied& event, Time now, ClockState& state) {
  for (Clock& clock : *state.mutable_clocks()) {
    if (clock.phase() == Clock::PHASE_RUNNING) Split(now, clock);
  }
  for (const v1::ClockUse& use : event.uses()) {
    if (Clock* clock = Find(state, use.metric(), use.instance())) {
      SetUsed(SpanOf(use.used_working()), *clock);
    }
  }
  *state.mutable_policy() = event;
  state.mutable_policy()->clear_uses();
  Settle(now, state);
}

void Apply(const v1::ClockStopped& event, ClockState& state) {
  Clock* clock = Find(state, event.metric(), event.instance());
  if (clock == nullptr) return;
  SetUsed(SpanOf(event.used_working()), *clock);
  clock->set_outcome(event.outcome());
}

void Apply(const v1::DuesSet& event, ClockState& state) {
  for (const v1::ClockDues& dues : event.clocks()) {
    Clock* clock = Find(state, dues.metric(), dues.instance());
    if (clock == nullptr) continue;
    SetUsed(SpanOf(dues.used_working()), *clock);
    *clock->mutable_dues() = dues;
  }
}

void Apply(const v1::TicketWarned& event, ClockState& state) {
  Clock* clock = Find(state, event.metric(), event.instance());
  if (clock == nullptr) return;
  UseUp(event.level_id(), *clock);
  for (const std::string& level_id : event.skipped_level_ids()) UseUp(level_id, *clock);
}

void Apply(const v1::TicketBreached& event, ClockState& state) {
  Clock* clock = Find(state, event.metric(), event.instance());
  if (clock == nullptr) return;
  *clock->mutable_breach_time() = event.due_time();
  clock->clear_owed_time();
  clock->mutable_dues()->clear_deadline_time();
  clock->mutable_dues()->clear_owed_time();
  for (const std::string& level_id : event.level_ids()) UseUp(level_id, *clock);
  for (const std::string& level_id : event.skipped_level_ids()) UseUp(level_id, *clock);
}

void Apply(const v1::TicketEscalated& event, ClockState& state) {
  if (Clock* clock = Find(state, event.metric(), event.instance())) {
    UseUp(event.level_id(), *clock);
  }
}

bool IsUnsolved(v1::TicketStatus status) {
  return status >= v1::TICKET_STATUS_NEW && status <= v1::TICKET_STATUS_HELD;
}

const Clock* FindClock(const ClockState& state, SlaMetric metric, uint32_t instance) {
  for (const Clock& clock : state.clocks()) {
    if (clock.metric() == metric && clock.instance() == instance) return &clock;
  }
  return nullptr;
}

}  // namespace docket::sla
