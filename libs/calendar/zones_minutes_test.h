#pragma once

// Calendars a second time, as plainly as can be: minute by minute, by what the clock on the wall
// shows, without intervals, boundaries or prefix sums. Shares no code with what it judges. Compiled
// with optimisation in every preset, for it walks through hundreds of millions of minutes.

#include <string>
#include <vector>

#include "docket/setting/v1/calendar.pb.h"
#include "libs/base/time.h"
#include "libs/calendar/zone_table.h"

namespace docket::calendar {

// For each minute whether it is open.
struct Minutes {
  Time start;
  std::vector<char> open;
};

// The minutes of `range`, which are whole, as are the offsets of `zone` in it and two days around.
//
// A minute that the clock shows once is open if the calendar says so of what it shows. Where the
// clock goes back, hours open when it first shows their start and close when it last shows their
// end. So a minute is open if any is that the clock goes over again: from the lowest that it will
// show yet to the highest that it has shown.
Minutes Walk(const setting::v1::Calendar& calendar, const std::string& zone,
             const TimeRange& range);

// W(start, end) and D(start, work), by going from minute to minute. Never is Time::max().
std::chrono::milliseconds WalkMeasure(const Minutes& minutes, Time start, Time end);
Time WalkReach(const Minutes& minutes, Time start, std::chrono::milliseconds work);

}  // namespace docket::calendar
