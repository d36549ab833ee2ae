#pragma once

// Histories of a ticket drawn at random, with policies and calendars, as both kinds of clocks take
// them (naive_clocks_test.h).

#include <ostream>
#include <vector>

#include "docket/setting/v1/policy.pb.h"
#include "libs/calendar/working_time.h"
#include "libs/sla/hours.h"
#include "libs/sla/naive_clocks_test.h"

namespace docket::sla {

namespace naive {

// For the messages of failed laws.
void showValue(const Timer& timer, std::ostream& out);
void showValue(const Stop& stop, std::ostream& out);
void showValue(const Commit& commit, std::ostream& out);
void showValue(const Policy& policy, std::ostream& out);

}  // namespace naive

// Below `bound`, each number as often as another, while inRange begins with small ones.
int DrawBelow(int bound);
inline bool DrawOneIn(int n) { return DrawBelow(n) == 0; }

inline Time TimeOf(naive::Tick tick) { return FromMillis(tick * naive::kTickMillis); }

// A history and what the library is given of it.
struct World {
  naive::History history;
  std::vector<setting::v1::Policy> policies;
  std::vector<calendar::WorkingTime> times;  // Of the calendars but the first, which is every hour.

  Hours HoursOf(int calendar) const {
    return calendar == 0 ? Hours() : Hours(times[static_cast<size_t>(calendar - 1)]);
  }
};

// Of 1 to 24 commits. Logs what it drew.
World DrawWorld();

}  // namespace docket::sla
