#pragma once

// Publishing a calendar: its open hours of nine years as instants, which all later questions are
// answered from.
//
//   const auto zone = LoadZone(calendar.zone(), ZoneRangeFor(CompiledRange(at)));   // zones.h
//   const bool zone_known = zone.status().code() != absl::StatusCode::kNotFound;
//   if (const auto faults = Validate(calendar, zone_known); !faults.empty()) ...
//   if (zone.ok()) compiled = Compile(calendar, *zone, at);

#include "docket/setting/v1/calendar.pb.h"
#include "libs/base/status.h"
#include "libs/base/time.h"
#include "libs/calendar/open_set.h"
#include "libs/calendar/zone_table.h"

namespace docket::calendar {

// Three years back from the UTC day of `at` to six years on, of 366 days each: so compilations of
// one day are equal.
TimeRange CompiledRange(Time at);

// `calendar`, which has no faults (validate.h), as published at `at`. `zone` is its zone's table
// from the start of ZoneRangeFor(CompiledRange(at)) on; where the table ends earlier, so does what
// is compiled. INVALID_ARGUMENT if it does not open in the 366 days after `at`;
// FAILED_PRECONDITION if the table does not reach beyond these.
absl::StatusOr<setting::v1::CompiledCalendar> Compile(const setting::v1::Calendar& calendar,
                                                      const ZoneTable& zone, Time at);

}  // namespace docket::calendar
