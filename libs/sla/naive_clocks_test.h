#pragma once

// Clocks a second time, to hold the first against: written apart, in ticks of a quarter of a
// second, by walking from the first tick to the last. It knows no W and no D: it counts open ticks
// while a clock runs, and a breach is the first tick at which enough of them are counted. So it
// shares with the library only what a fact is (Moment) and how metrics are numbered.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "docket/setting/v1/policy.pb.h"
#include "docket/ticket/v1/ticket_clocks.pb.h"
#include "libs/sla/fold.h"

namespace docket::sla::naive {

using Tick = int;
inline constexpr int64_t kTickMillis = 250;
// Where the walk ends. Nothing is drawn to happen later.
inline constexpr Tick kEnd = 600;

// Open by tick; closed after the last. None: every hour counts.
using Calendar = std::optional<std::vector<bool>>;

struct Level {
  std::string id;
  int metric;
  enum { kPercent, kBefore, kBreach, kAfter } kind;
  int amount;  // A percentage, or ticks.
};

struct Policy {
  std::string id;
  int calendar = 0;  // Among those of the history.
  // Ticks by metric and priority, both from 1; 0: not promised.
  int targets[6][5] = {};
  std::vector<ticket::v1::TicketStatus> pause = {};
  setting::v1::ReopenEffect on_reopen{};
  int floor = 0;
  std::vector<Level> levels = {};
};

struct Fact {
  Moment::Kind kind;
  ticket::v1::TicketStatus status;
  ticket::v1::Resolution resolution{};
  Tick source_opened = -1;  // Of a merge; -1: none.
  Tick source_asked = -1;
};

struct Commit {
  Tick at;
  std::vector<Fact> facts;
  // What it selects: a policy by its place, -1 for none; absent if it does not.
  std::optional<int> policy;
  int version = 1;
  int priority = 2;
};

struct History {
  std::vector<Calendar> calendars;
  std::vector<Policy> policies;
  std::vector<Commit> commits;
};

// Instants and spans in milliseconds; -1: absent.
struct Stop {
  int metric;
  int instance;
  int number;
  int outcome;
  int64_t used;
  int64_t wall;
  int64_t target;
  int64_t due;
  auto operator<=>(const Stop&) const = default;
};
struct Timer {
  int metric;
  int instance;
  std::string level;
  int64_t due;
  auto operator<=>(const Timer&) const = default;
};

struct Told {
  // By commit: what stopped in it, and what is due after it if nothing ever fires. Sorted.
  std::vector<std::vector<Stop>> stops;
  std::vector<std::vector<Timer>> timers;
  // The breaches that must be recorded in the end, whenever somebody fires them. Sorted.
  std::vector<Timer> breaches;
};

Told Walk(const History& history);

}  // namespace docket::sla::naive
