#include "libs/sla/naive_clocks_test.h"

#include <algorithm>

namespace docket::sla::naive {
namespace {

namespace v1 = ticket::v1;

enum Metric { kFirst = 1, kNext = 2, kUpdate = 3, kWait = 4, kResolution = 5 };

struct Clock {
  int metric;
  int instance;
  Tick started;
  bool live = true;
  bool running = false;
  bool cancelled = false;
  bool merged = false;
  Tick used = 0;
  Tick wall = 0;
  Tick segment = 0;       // Where the segment began,
  Tick segment_used = 0;  // with so much used.
  Tick target_min = 0;
  Tick breach = -1;
  int stops = 0;
  bool stopped_now = false;
  bool ran_to_stop = false;
};

// What is in force.
struct Terms {
  bool any = false;  // Whether there ever was a policy.
  int policy = -1;
  int version = 0;
  int calendar = 0;
  std::vector<int> targets = std::vector<int>(6);
  std::vector<v1::TicketStatus> pause = {v1::TICKET_STATUS_PENDING};
  setting::v1::ReopenEffect on_reopen = setting::v1::REOPEN_EFFECT_RESUME;
  int floor = 0;
  std::vector<Level> levels = {};
};

class Walker {
 public:
  explicit Walker(const History& history) : history_(history) {
    for (const Commit& commit : history.commits) {
      if (!commit.policy || *commit.policy < 0) continue;
      terms_.calendar = history.policies[static_cast<size_t>(*commit.policy)].calendar;
      break;  // The first calendar measures what was before it.
    }
  }

  Told Walk() {
    size_t next = 0;
    for (now_ = 0; now_ < kEnd; ++now_) {
      while (next < history_.commits.size() && history_.commits[next].at == now_) {
        Take(history_.commits[next++]);
      }
      for (Clock& clock : clocks_) Tock(clock);
    }
    for (const Clock& clock : clocks_) NoteBreach(clock, told_.breaches);
    std::ranges::sort(told_.breaches);
    return told_;
  }

 private:
  void Tock(Clock& clock) {
    if (!clock.running) return;
    const Tick target = TargetOf(clock, terms_);
    if (clock.breach < 0 && target > 0 && clock.used >= target) clock.breach = now_;
    clock.used += IsOpen(now_, terms_.calendar) ? 1 : 0;
    ++clock.wall;
  }

  bool IsOpen(Tick tick, int place) const {
    const Calendar& calendar = history_.calendars[static_cast<size_t>(place)];
    if (!calendar) return true;
    return static_cast<size_t>(tick) < calendar->size() && (*calendar)[static_cast<size_t>(tick)];
  }

  static Tick TargetOf(const Clock& clock, const Terms& terms) {
    const Tick target = terms.targets[static_cast<size_t>(clock.metric)];
    return target == 0 ? 0 : std::max(target, clock.target_min);
  }

  // When `threshold` milliseconds are used by a clock that runs on from `from`; -1: never.
  int64_t Scan(Tick from, Tick used, int64_t threshold, int calendar) const {
    int64_t left = threshold - used * kTickMillis;
    if (left <= 0) return from * kTickMillis;
    for (Tick tick = from; tick < 100 * kEnd; ++tick) {
      if (!IsOpen(tick, calendar)) continue;
      if (left <= kTickMillis) return tick * kTickMillis + left;
      left -= kTickMillis;
    }
    return -1;
  }

  void Take(const Commit& commit) {
    for (Clock& clock : clocks_) clock.stopped_now = false;
    for (const Fact& fact : commit.facts) Take(fact);
    const Terms before = terms_;
    if (commit.policy) Select(commit);
    const Terms& judge = before.any ? before : terms_;
    told_.stops.emplace_back();
    told_.timers.emplace_back();
    for (const Clock& clock : clocks_) {
      if (terms_.any && clock.stopped_now && !clock.live) {
        told_.stops.back().push_back(StopOf(clock, judge));
      }
      NoteTimers(clock, told_.timers.back());
    }
    std::ranges::sort(told_.stops.back());
    std::ranges::sort(told_.timers.back());
  }

  void Select(const Commit& commit) {
    Terms terms;
    terms.policy = *commit.policy;
    terms.version = commit.version;
    if (terms.policy < 0) {
      if (terms_.policy < 0) return;
      terms.calendar = terms_.calendar;
    } else {
      const Policy& policy = history_.policies[static_cast<size_t>(terms.policy)];
      for (size_t metric = 1; metric <= 5; ++metric) {
        terms.targets[metric] = policy.targets[metric][commit.priority];
      }
      terms.calendar = policy.calendar;
      terms.pause = policy.pause;
      terms.on_reopen = policy.on_reopen;
      terms.floor = policy.floor;
      terms.levels = policy.levels;
      if (terms_.policy == terms.policy && terms_.version == terms.version &&
          terms_.targets == terms.targets) {
        return;
      }
    }
    terms.any = true;
    terms_ = terms;
    for (Clock& clock : clocks_) {
      if (clock.running) Mark(clock);
    }
    Settle();
  }

  void Take(const Fact& fact) {
    status_ = fact.status;
    switch (fact.kind) {
      case Moment::kOther: break;
      case Moment::kOpened:
        opened_ = now_;
        for (const int metric : {kFirst, kWait, kResolution}) Begin(metric);
        break;
      case Moment::kReplied:
        asked_ = -1;
        for (const int metric : {kFirst, kNext, kUpdate}) {
          if (Clock* clock = Live(metric)) End(*clock);
        }
        if (Unsolved()) Begin(kUpdate);
        break;
      case Moment::kAsked:
        if (asked_ < 0) asked_ = now_;
        break;
      case Moment::kSolved: Solve(fact.resolution); break;
      case Moment::kReopened: Reopen(); break;
      case Moment::kMerged:
        for (Clock& clock : clocks_) {
          if (!clock.live) continue;
          End(clock);
          clock.cancelled = clock.merged = true;
        }
        break;
      case Moment::kUnmerged:
        for (Clock& clock : clocks_) {
          if (clock.merged) clock.live = true;
          if (clock.merged) clock.cancelled = clock.merged = false;
        }
        break;
      case Moment::kAbsorbed: Absorb(fact); break;
    }
    Clock* first = Latest(kFirst);
    if (asked_ >= 0 && Unsolved() && first != nullptr && !first->live && Live(kNext) == nullptr) {
      Begin(kNext);
      if (fact.kind == Moment::kAbsorbed) Earlier(*Latest(kNext), asked_);
    }
    Settle();
  }

  void Solve(v1::Resolution resolution) {
    asked_ = -1;
    const bool cancels =
        resolution == v1::RESOLUTION_SPAM || resolution == v1::RESOLUTION_DUPLICATE ||
        resolution == v1::RESOLUTION_WITHDRAWN || resolution == v1::RESOLUTION_CLEARED;
    // The reply of the same commit left nothing to update.
    std::erase_if(clocks_, [&](const Clock& clock) {
      return clock.metric == kUpdate && clock.live && clock.started == now_;
    });
    for (Clock& clock : clocks_) {
      if (!clock.live) continue;
      End(clock);
      clock.cancelled = cancels;
    }
  }

  void Reopen() {
    const bool restarts = terms_.on_reopen == setting::v1::REOPEN_EFFECT_RESTART;
    const bool ignores = terms_.on_reopen == setting::v1::REOPEN_EFFECT_IGNORE;
    for (const int metric : {kWait, kResolution}) {
      Clock* clock = Latest(metric);
      if (metric == kResolution && ignores) continue;
      if (metric == kResolution && restarts) {
        Begin(kResolution);
        continue;
      }
      clock->live = true;
      clock->cancelled = false;
      if (terms_.any) clock->target_min = clock->used + terms_.floor;
    }
  }

  void Absorb(const Fact& fact) {
    if (fact.source_opened >= 0 && fact.source_opened < opened_) {
      opened_ = fact.source_opened;
      for (Clock& clock : clocks_) {
        if (!clock.live || clock.metric == kNext || clock.metric == kUpdate) continue;
        if (clock.metric == kResolution && clock.instance > 1) continue;
        Earlier(clock, fact.source_opened);
      }
    }
    if (fact.source_asked < 0 || !Unsolved()) return;
    asked_ = asked_ < 0 ? fact.source_asked : std::min(asked_, fact.source_asked);
    Clock* round = Live(kNext);
    if (round != nullptr && fact.source_asked < round->started) Earlier(*round, fact.source_asked);
  }

  // As if it had run since `tick`.
  void Earlier(Clock& clock, Tick tick) {
    for (Tick each = tick; each < clock.started; ++each) {
      clock.used += IsOpen(each, terms_.calendar) ? 1 : 0;
      ++clock.wall;
    }
    clock.started = std::min(clock.started, tick);
    Mark(clock);
  }

  void Begin(int metric) {
    const Clock* latest = Latest(metric);
    const int instance = latest == nullptr ? 1 : latest->instance + 1;
    clocks_.push_back({metric, instance, now_});
  }

  void End(Clock& clock) {
    clock.ran_to_stop = clock.running;
    clock.live = clock.running = false;
    clock.stopped_now = true;
    ++clock.stops;
  }

  // A segment begins.
  void Mark(Clock& clock) {
    clock.segment = now_;
    clock.segment_used = clock.used;
  }

  void Settle() {
    for (Clock& clock : clocks_) {
      const bool runs = clock.live && Counts(clock.metric);
      if (runs && !clock.running) Mark(clock);
      clock.running = runs;
    }
  }

  bool Unsolved() const {
    return status_ == v1::TICKET_STATUS_NEW || status_ == v1::TICKET_STATUS_OPEN ||
           status_ == v1::TICKET_STATUS_PENDING || status_ == v1::TICKET_STATUS_HELD;
  }

  bool Counts(int metric) const {
    if (!Unsolved()) return false;
    if (metric == kUpdate || metric == kWait) return status_ != v1::TICKET_STATUS_PENDING;
    if (metric != kResolution) return true;
    return std::ranges::find(terms_.pause, status_) == terms_.pause.end();
  }

  Clock* Latest(int metric) {
    Clock* latest = nullptr;
    for (Clock& clock : clocks_) {
      if (clock.metric == metric) latest = &clock;
    }
    return latest;
  }
  Clock* Live(int metric) {
    Clock* latest = Latest(metric);
    return latest != nullptr && latest->live ? latest : nullptr;
  }

  Stop StopOf(const Clock& clock, const Terms& judge) const {
    const Tick target = TargetOf(clock, judge);
    Stop stop{clock.metric,
              clock.instance,
              clock.stops,
              0,
              clock.used * kTickMillis,
              clock.wall * kTickMillis,
              target > 0 ? target * kTickMillis : -1,
              -1};
    stop.outcome = clock.cancelled     ? v1::CLOCK_OUTCOME_CANCELLED
                   : clock.breach >= 0 ? v1::CLOCK_OUTCOME_MISSED
                   : target > 0        ? v1::CLOCK_OUTCOME_MET
                                       : v1::CLOCK_OUTCOME_UNPROMISED;
    if (clock.breach >= 0) {
      stop.due = clock.breach * kTickMillis;
    } else if (target > 0 && clock.ran_to_stop) {
      stop.due = Scan(now_, clock.used, target * kTickMillis, judge.calendar);
    }
    return stop;
  }

  static void NoteBreach(const Clock& clock, std::vector<Timer>& timers) {
    if (clock.breach < 0) return;
    timers.push_back({clock.metric, clock.instance, "", clock.breach * kTickMillis});
  }

  void NoteTimers(const Clock& clock, std::vector<Timer>& timers) const {
    NoteBreach(clock, timers);
    const int64_t target = TargetOf(clock, terms_) * kTickMillis;
    if (!clock.running || target == 0) return;
    const auto note = [&](const std::string& level, int64_t threshold) {
      const int64_t due = Scan(clock.segment, clock.segment_used, threshold, terms_.calendar);
      if (due >= 0) timers.push_back({clock.metric, clock.instance, level, due});
    };
    if (clock.breach < 0) note("", target);
    const bool broken = clock.breach >= 0 && clock.breach < clock.segment;
    for (const Level& level : terms_.levels) {
      if (level.metric != clock.metric) continue;
      const int64_t amount = level.amount * kTickMillis;
      if (level.kind == Level::kPercent && !broken) note(level.id, target * level.amount / 100);
      if (level.kind == Level::kBefore && !broken) {
        note(level.id, std::max<int64_t>(0, target - amount));
      }
      if (level.kind == Level::kAfter) note(level.id, target + amount);
    }
  }

  const History& history_;
  Told told_;
  Tick now_ = 0;
  Terms terms_;
  v1::TicketStatus status_{};
  Tick opened_ = 0;
  Tick asked_ = -1;
  std::vector<Clock> clocks_;  // Of a metric in order.
};

}  // namespace

Told Walk(const History& history) { return Walker(history).Walk(); }

}  // namespace docket::sla::naive
