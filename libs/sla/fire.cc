#include "libs/sla/fire.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/proto_time.h"
#include "libs/sla/clock.h"
#include "libs/sla/fold.h"
#include "libs/sla/terms.h"

namespace docket::sla {
namespace {

namespace v1 = ticket::v1;
using std::chrono::milliseconds;

// A level that has not happened, of a clock that runs.
struct Due {
  const v1::ClockLevel* level;
  Time time;
};

const v1::ClockLevel* FindLevel(const v1::PolicyApplied& terms, const std::string& level_id) {
  const auto found = std::ranges::find(terms.levels(), level_id, &v1::ClockLevel::level_id);
  return found == terms.levels().end() ? nullptr : &*found;
}

// The lowest first: used time may be past several, whose dues are then one instant.
std::vector<Due> LevelsDue(const ClockState& state, const Clock& clock) {
  std::vector<Due> dues;
  const auto target =
      TargetOf(state.policy(), clock.metric(), milliseconds(clock.target_min_millis()));
  if (clock.phase() != Clock::PHASE_RUNNING || !target) return dues;
  for (const v1::LevelDue& due : clock.dues().levels()) {
    const v1::ClockLevel* level = FindLevel(state.policy(), due.level_id());
    if (level != nullptr) dues.push_back({level, FromProto(due.due_time())});
  }
  std::ranges::stable_sort(dues, {},
                           [&](const Due& due) { return ThresholdOf(*due.level, *target); });
  return dues;
}

template <typename Event>
Event EventOf(const Clock& clock, Time due) {
  Event event;
  event.set_metric(clock.metric());
  event.set_instance(clock.instance());
  *event.mutable_due_time() = ToProto(due);
  return event;
}

v1::TicketBreached Breached(const ClockState& state, const Clock& clock, Time due) {
  auto event = EventOf<v1::TicketBreached>(clock, due);
  for (const v1::ClockLevel& level : state.policy().levels()) {
    if (level.metric() != clock.metric() || HasFired(clock, level.level_id())) continue;
    if (level.has_breach()) event.add_level_ids(level.level_id());
    if (IsWarning(level)) event.add_skipped_level_ids(level.level_id());
  }
  return event;
}

// The highest warning that is due; the others are skipped. One at least is.
v1::TicketWarned Warned(const Clock& clock, const std::vector<Due>& dues, Time now) {
  std::vector<Due> warnings;
  std::ranges::copy_if(dues, std::back_inserter(warnings),
                       [&](const Due& due) { return IsWarning(*due.level) && due.time < now; });
  auto event = EventOf<v1::TicketWarned>(clock, warnings.back().time);
  event.set_level_id(warnings.back().level->level_id());
  warnings.pop_back();
  for (const Due& skipped : warnings) event.add_skipped_level_ids(skipped.level->level_id());
  return event;
}

// What happens when `due` does, in order.
std::vector<FireEvent> Happens(const ClockState& state, const Clock& clock, const Due& due,
                               Time now) {
  std::vector<FireEvent> events;
  const std::optional<Time> breach = BreachDue(clock);
  const bool breaks = breach && *breach < now;
  if (breaks) events.emplace_back(Breached(state, clock, *breach));
  if (due.level == nullptr) return events;
  const std::vector<Due> dues = LevelsDue(state, clock);
  if (IsWarning(*due.level)) {
    if (!breaks) events.emplace_back(Warned(clock, dues, now));
    return events;
  }
  for (const Due& each : dues) {
    if (IsWarning(*each.level)) continue;
    auto event = EventOf<v1::TicketEscalated>(clock, each.time);
    event.set_level_id(each.level->level_id());
    events.emplace_back(std::move(event));
    if (each.level == due.level) break;
  }
  return events;
}

bool HasHappened(const Clock& clock, const std::string& level_id) {
  return level_id.empty() ? clock.has_breach_time() : HasFired(clock, level_id);
}

// What `command` speaks of, if that is due at some instant.
std::optional<Due> Find(const ClockState& state, const Clock& clock, const v1::FireClock& command) {
  if (command.level_id().empty()) {
    const auto breach = BreachDue(clock);
    return breach ? std::optional<Due>({nullptr, *breach}) : std::nullopt;
  }
  for (const Due& due : LevelsDue(state, clock)) {
    if (due.level->level_id() == command.level_id()) return due;
  }
  return std::nullopt;
}

}  // namespace

std::vector<v1::FireClock> Timers(const ClockState& state) {
  std::vector<v1::FireClock> timers;
  for (const Clock& clock : state.clocks()) {
    if (const auto breach = BreachDue(clock)) {
      timers.push_back(EventOf<v1::FireClock>(clock, *breach));
    }
    if (clock.phase() != Clock::PHASE_RUNNING) continue;
    for (const v1::LevelDue& due : clock.dues().levels()) {
      timers.push_back(EventOf<v1::FireClock>(clock, FromProto(due.due_time())));
      timers.back().set_level_id(due.level_id());
    }
  }
  return timers;
}

Firing Fire(const ClockState& state, const v1::FireClock& command, Time now) {
  const Clock* clock = FindClock(state, command.metric(), command.instance());
  if (clock == nullptr) return {Firing::kClockMoved};
  if (HasHappened(*clock, command.level_id())) return {Firing::kDone};
  const std::optional<Due> due = Find(state, *clock, command);
  if (!due || due->time != FromProto(command.due_time())) return {Firing::kClockMoved};
  if (now <= due->time) return {Firing::kTooEarly};
  return {Firing::kHappens, Happens(state, *clock, *due, now), IsUnsolved(state.status())};
}

}  // namespace docket::sla
