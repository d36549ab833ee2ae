#pragma once

// What is wrong with a calendar as it is written, all of it at once.

#include "docket/setting/v1/calendar.pb.h"
#include "libs/base/fault.h"

namespace docket::calendar {

inline constexpr int kIntervalsPerDayMax = 10;
inline constexpr int kDatesMax = 1000;

// None if nothing is wrong. Fields are paths from the document on, counted from 0:
// "calendar.week.monday[1].end". `zone_known` says whether the time-zone database has the
// calendar's zone, for to look is not for pure code. Whether it ever opens, Compile tells.
Faults Validate(const setting::v1::Calendar& calendar, bool zone_known);

}  // namespace docket::calendar
