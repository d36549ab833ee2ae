#include "libs/calendar/compile.h"

#include <algorithm>

#include "libs/base/proto_time.h"
#include "libs/calendar/working_time.h"

namespace docket::calendar {
namespace {

using std::chrono::days;
using std::chrono::sys_seconds;

constexpr days kYear(366);

uint32_t Span(sys_seconds from, sys_seconds to) {
  return static_cast<uint32_t>((to - from).count());
}

setting::v1::CompiledCalendar Encode(const std::vector<TimeRange>& open, const ZoneTable& zone,
                                     const TimeRange& range) {
  setting::v1::CompiledCalendar compiled;
  compiled.set_tzdata_version(zone.tzdata_version);
  *compiled.mutable_start_time() = ToProto(range.start);
  *compiled.mutable_end_time() = ToProto(range.end);
  sys_seconds told = range.start;
  for (const TimeRange& piece : open) {
    compiled.add_spans(Span(told, piece.start));
    compiled.add_spans(Span(piece.start, piece.end));
    told = piece.end;
  }
  return compiled;
}

// What can be compiled at `at`: less than CompiledRange where the zone's table ends early.
TimeRange Known(const ZoneTable& zone, Time at) {
  TimeRange range = CompiledRange(at);
  const auto beyond = ZoneRangeFor(range).end - range.end;
  range.end = std::min(range.end, zone.range.end - beyond);
  return range;
}

}  // namespace

TimeRange CompiledRange(Time at) {
  const auto day = std::chrono::floor<days>(at);
  return {day - 3 * kYear, day + 6 * kYear};
}

absl::StatusOr<setting::v1::CompiledCalendar> Compile(const setting::v1::Calendar& calendar,
                                                      const ZoneTable& zone, Time at) {
  const TimeRange range = Known(zone, at);
  if (range.end < at + kYear) {
    return FailedPrecondition("compile calendar at " + FormatTime(at) + ": what is known of zone " +
                              calendar.zone() + " ends at " + FormatTime(zone.range.end) +
                              ", within the next 366 days; use a release that reads newer years");
  }
  const auto compiled = Encode(OpenSet(calendar, zone, range), zone, range);
  if (WorkingTime(compiled).Measure(at, at + kYear) == std::chrono::milliseconds(0)) {
    return InvalidArgument("the calendar never opens from " + FormatTime(at) + " to " +
                           FormatTime(at + kYear) +
                           "; give open hours to a weekday, or to a date in these 366 days");
  }
  return compiled;
}

}  // namespace docket::calendar
