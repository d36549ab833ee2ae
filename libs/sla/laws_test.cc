// What holds of every history of a ticket under drawn policies and calendars, held against clocks
// that are written apart (naive_clocks_test.h). A failure prints the seed for RC_PARAMS.

#include <algorithm>
#include <set>
#include <tuple>

#include <rapidcheck/gtest.h>

#include "libs/sla/drawn_history_test.h"
#include "libs/sla/naive_clocks_test.h"
#include "libs/sla/sla_test.h"

namespace docket::sla {
namespace {

using naive::Commit;
using naive::Fact;
using naive::kEnd;

// The library on the same history, with Fires at drawn moments.
class Keeper {
 public:
  explicit Keeper(const World& world) : world_(world) {}

  // The commit; gives what stopped.
  std::vector<naive::Stop> Take(const Commit& commit) {
    std::vector<Moment> moments;
    for (const Fact& fact : commit.facts) moments.push_back(MomentOf(fact));
    const Time now = TimeOf(commit.at);
    const auto selection = SelectionOf(commit);
    const auto events = Advance(state_, moments, now, hours_, selection);
    if (selection && selection->policy != nullptr) hours_ = selection->hours;
    for (const Moment& moment : moments) Apply(moment, now, state_);
    std::vector<naive::Stop> stops;
    for (const ClockEvent& event : events) {
      std::visit([&](const auto& each) { ApplyAny(each, now, state_); }, event);
      if (const auto* stop = std::get_if<v1::ClockStopped>(&event)) stops.push_back(StopOf(*stop));
    }
    std::ranges::sort(stops);
    // All is said.
    RC_ASSERT(Advance(state_, {}, now, hours_, selection).empty());
    return stops;
  }

  std::vector<naive::Timer> TimersNow() const {
    std::vector<naive::Timer> timers;
    for (const auto& timer : Timers(state_)) timers.push_back(TimerOf(timer, timer.level_id()));
    std::ranges::sort(timers);
    return timers;
  }

  // Fires the `choice`th of what is due before `now`, in the order of dues; false if there is none.
  bool FireOne(Time now, size_t choice) {
    auto timers = Timers(state_);
    std::erase_if(timers, [&](const auto& timer) { return FromProto(timer.due_time()) >= now; });
    if (timers.empty()) return false;
    std::ranges::stable_sort(timers, {},
                             [](const auto& timer) { return FromProto(timer.due_time()); });
    const v1::FireClock command = timers[choice % timers.size()];
    CheckVerdicts(command);
    const Firing firing = Fire(state_, command, now);
    RC_ASSERT(firing.verdict == Firing::kHappens);
    RC_ASSERT(firing.acts == IsUnsolved(state_.status()));
    for (const FireEvent& event : firing.events) {
      std::visit([&](const auto& each) { Record(each, now); }, event);
    }
    RC_ASSERT(Fire(state_, command, now).verdict == Firing::kDone);
    // What fired moves nothing else.
    RC_ASSERT(Advance(state_, {}, now, hours_, std::nullopt).empty());
    return true;
  }

  const std::vector<naive::Timer>& breaches() const { return breaches_; }

 private:
  static Moment MomentOf(const Fact& fact) {
    Moment moment{fact.kind, fact.status, fact.resolution};
    if (fact.source_opened >= 0) moment.source_opened = TimeOf(fact.source_opened);
    if (fact.source_asked >= 0) moment.source_asked = TimeOf(fact.source_asked);
    return moment;
  }

  std::optional<Selection> SelectionOf(const Commit& commit) const {
    if (!commit.policy) return std::nullopt;
    Selection selection;
    selection.policies_version = static_cast<uint64_t>(commit.version);
    selection.priority = static_cast<v1::Priority>(commit.priority);
    if (*commit.policy < 0) return selection;
    const auto place = static_cast<size_t>(*commit.policy);
    selection.policy = &world_.policies[place];
    selection.calendar_version = 1;
    selection.hours = world_.HoursOf(world_.history.policies[place].calendar);
    return selection;
  }

  static naive::Stop StopOf(const v1::ClockStopped& event) {
    return {event.metric(),
            static_cast<int>(event.instance()),
            static_cast<int>(event.stop_number()),
            event.outcome(),
            SpanOf(event.used_working()).count(),
            SpanOf(event.used_wall()).count(),
            event.has_target() ? SpanOf(event.target()).count() : -1,
            event.has_due_time() ? ToMillis(FromProto(event.due_time())) : -1};
  }

  template <typename Event>
  static naive::Timer TimerOf(const Event& event, const std::string& level) {
    return {event.metric(), static_cast<int>(event.instance()), level,
            ToMillis(FromProto(event.due_time()))};
  }

  // Never early, and never at another instant than its own.
  void CheckVerdicts(v1::FireClock command) {
    const Time due = FromProto(command.due_time());
    RC_ASSERT(Fire(state_, command, due).verdict == Firing::kTooEarly);
    *command.mutable_due_time() = ToProto(due - milliseconds(1));
    RC_ASSERT(Fire(state_, command, due).verdict == Firing::kClockMoved);
  }

  template <typename Event>
  void Once(const Event& event, const std::string& level) {
    RC_ASSERT(fired_.emplace(event.metric(), event.instance(), level).second);
  }
  template <typename Event>
  bool HasBreached(const Event& event) const {
    return fired_.contains({event.metric(), event.instance(), ""});
  }

  void Record(const v1::TicketWarned& event, Time now) {
    RC_ASSERT(FromProto(event.due_time()) < now);
    RC_ASSERT(!HasBreached(event));
    Once(event, event.level_id());
    for (const auto& level : event.skipped_level_ids()) Once(event, level);
    Apply(event, state_);
  }
  void Record(const v1::TicketBreached& event, Time now) {
    RC_ASSERT(FromProto(event.due_time()) < now);
    Once(event, "");
    for (const auto& level : event.level_ids()) Once(event, level);
    for (const auto& level : event.skipped_level_ids()) Once(event, level);
    breaches_.push_back(TimerOf(event, ""));
    Apply(event, state_);
  }
  void Record(const v1::TicketEscalated& event, Time now) {
    RC_ASSERT(FromProto(event.due_time()) < now);
    RC_ASSERT(HasBreached(event));
    Once(event, event.level_id());
    Apply(event, state_);
  }

  const World& world_;
  ClockState state_;
  Hours hours_;
  std::set<std::tuple<int, uint32_t, std::string>> fired_;
  std::vector<naive::Timer> breaches_;
};

RC_GTEST_PROP(ClockLaws, StopsAndDuesAreThoseOfAWalkTickByTick, ()) {
  const World world = DrawWorld();
  const naive::Told told = naive::Walk(world.history);
  Keeper keeper(world);
  for (size_t i = 0; i < world.history.commits.size(); ++i) {
    RC_LOG() << "commit " << i << "\n";
    RC_ASSERT(keeper.Take(world.history.commits[i]) == told.stops[i]);
    RC_ASSERT(keeper.TimersNow() == told.timers[i]);
  }
}

// Fires all, some or none of what is due before each commit, and in the end all that is left.
void FireAsDrawn(const World& world, int one_in, const naive::Told& told, Keeper& keeper) {
  const auto& commits = world.history.commits;
  for (size_t i = 0; i < commits.size(); ++i) {
    RC_ASSERT(keeper.Take(commits[i]) == told.stops[i]);
    const Time next = TimeOf(i + 1 < commits.size() ? commits[i + 1].at : kEnd);
    while (one_in > 0 && DrawOneIn(one_in) &&
           keeper.FireOne(next, one_in == 1 ? 0 : DrawBelow(5))) {
    }
  }
  while (keeper.FireOne(TimeOf(kEnd), static_cast<size_t>(DrawBelow(3)))) {
  }
}

RC_GTEST_PROP(ClockLaws, BreachesAndStopsAreTheSameWheneverTheFireComes, ()) {
  const World world = DrawWorld();
  const naive::Told told = naive::Walk(world.history);
  for (const int one_in : {0, 1, 2}) {  // None, each at once, some.
    Keeper keeper(world);
    FireAsDrawn(world, one_in, told, keeper);
    auto breaches = keeper.breaches();
    std::ranges::sort(breaches);
    RC_LOG() << "one in " << one_in << "\n";
    RC_ASSERT(breaches == told.breaches);
  }
  RC_CLASSIFY(told.breaches.empty(), "nothing breached");
}

}  // namespace
}  // namespace docket::sla
