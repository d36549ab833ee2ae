#include "libs/calendar/open_set.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/calendar/local_hours.h"

namespace docket::calendar {
namespace {

using std::chrono::days;

// Adds `piece` to the union of those before it, which start no later.
void Unite(std::vector<TimeRange>& open, const TimeRange& piece) {
  if (piece.start >= piece.end) return;
  if (open.empty() || open.back().end < piece.start) {
    open.push_back(piece);
  } else {
    open.back().end = std::max(open.back().end, piece.end);
  }
}

std::chrono::local_days DateInUtc(std::chrono::sys_seconds instant) {
  return std::chrono::local_days(std::chrono::floor<days>(instant).time_since_epoch());
}

}  // namespace

TimeRange ZoneRangeFor(const TimeRange& range) {
  const days around(1);
  return {range.start - around - kOffsetMax, range.end + around + kOffsetMax};
}

std::vector<TimeRange> OpenSet(const setting::v1::Calendar& calendar, const ZoneTable& zone,
                               const TimeRange& range) {
  const TimeRange needed = ZoneRangeFor(range);
  DOCKET_CHECK(zone.range.start <= needed.start && needed.end <= zone.range.end);
  DOCKET_CHECK(!zone.changes.empty());
  const LocalHours hours(calendar);
  std::vector<TimeRange> open;
  const std::chrono::local_days last = DateInUtc(range.end) + days(1);
  for (auto date = DateInUtc(range.start) - days(1); date <= last; date += days(1)) {
    for (const LocalSpan& span : hours.On(date)) {
      const auto start = FirstReading(zone, date + span.start);
      const auto end = LastReading(zone, date + span.end);
      Unite(open, {std::max(start, range.start), std::min(end, range.end)});
    }
  }
  return open;
}

}  // namespace docket::calendar
