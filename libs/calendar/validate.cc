#include "libs/calendar/validate.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/calendar/local_hours.h"
#include "libs/calendar/local_text.h"

namespace docket::calendar {
namespace {

using Intervals = google::protobuf::RepeatedPtrField<setting::v1::LocalInterval>;

std::string Item(std::string_view list, int index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

std::optional<std::chrono::minutes> CheckTime(std::string_view text, std::string field,
                                              Faults& faults) {
  const auto time = ParseTimeOfDay(text);
  if (!time) faults.push_back({std::move(field), "a time of day as HH:MM, from 00:00 to 24:00"});
  return time;
}

// The span of `interval` if nothing is wrong with it by itself.
std::optional<LocalSpan> CheckInterval(const setting::v1::LocalInterval& interval,
                                       const std::string& field, Faults& faults) {
  const auto start = CheckTime(interval.start(), field + ".start", faults);
  const auto end = CheckTime(interval.end(), field + ".end", faults);
  if (!start || !end) return std::nullopt;
  if (*start < *end) return LocalSpan{*start, *end};
  if (*start == *end) {
    faults.push_back({field, "longer than no time at all; a whole day is 00:00 to 24:00"});
  } else {
    faults.push_back({field,
                      "one that starts before it ends; hours over midnight are two, one to "
                      "24:00 and one from 00:00 on the next day"});
  }
  return std::nullopt;
}

// The sound spans of a list, by their start.
std::vector<LocalSpan> CheckIntervals(const Intervals& intervals, const std::string& field,
                                      Faults& faults) {
  if (intervals.size() > kIntervalsPerDayMax) {
    faults.push_back({field, "at most " + std::to_string(kIntervalsPerDayMax) + " intervals"});
    return {};
  }
  std::vector<std::pair<LocalSpan, int>> placed;
  for (int i = 0; i < intervals.size(); ++i) {
    const auto span = CheckInterval(intervals[i], Item(field, i), faults);
    if (span) placed.emplace_back(*span, i);
  }
  std::ranges::stable_sort(placed, {}, [](const auto& each) { return each.first.start; });
  std::vector<LocalSpan> spans;
  std::chrono::minutes taken(0);
  for (const auto& [span, index] : placed) {
    if (span.start < taken) {
      faults.push_back({Item(field, index), "clear of the other intervals of its day"});
    }
    taken = std::max(taken, span.end);
    spans.push_back(span);
  }
  return spans;
}

// Whether nothing of the day is left beside `spans`, which ascend.
bool FillDay(const std::vector<LocalSpan>& spans) {
  std::chrono::minutes filled(0);
  for (const LocalSpan& span : spans) {
    if (span.start > filled) return false;
    filled = std::max(filled, span.end);
  }
  return filled == std::chrono::days(1);
}

void CheckWeek(const setting::v1::CalendarWeek& week, Faults& faults) {
  CheckIntervals(week.monday(), "calendar.week.monday", faults);
  CheckIntervals(week.tuesday(), "calendar.week.tuesday", faults);
  CheckIntervals(week.wednesday(), "calendar.week.wednesday", faults);
  CheckIntervals(week.thursday(), "calendar.week.thursday", faults);
  CheckIntervals(week.friday(), "calendar.week.friday", faults);
  CheckIntervals(week.saturday(), "calendar.week.saturday", faults);
  CheckIntervals(week.sunday(), "calendar.week.sunday", faults);
}

// What may not stand together in one entry.
void CheckTogether(const setting::v1::CalendarDate& entry, const std::string& field,
                   Faults& faults) {
  const bool own = !entry.open().empty();
  const bool as = !entry.as().empty();
  const bool parts = !entry.closed_intervals().empty();
  if (!own && !as && !parts && !entry.closed()) {
    faults.push_back({field, "one that gives open, as, closed or closed_intervals"});
  }
  if (own && as) faults.push_back({field + ".as", "absent where open is given"});
  if (entry.closed() && (own || as)) {
    faults.push_back({field + ".closed", "absent where open or as is given"});
  }
  if (entry.closed() && parts) {
    faults.push_back({field + ".closed_intervals", "absent where the whole day is closed"});
  }
}

void CheckDate(const setting::v1::CalendarDate& entry, const std::string& field, Faults& faults) {
  CheckTogether(entry, field, faults);
  CheckIntervals(entry.open(), field + ".open", faults);
  const std::string closed = field + ".closed_intervals";
  if (FillDay(CheckIntervals(entry.closed_intervals(), closed, faults))) {
    faults.push_back({closed, "less than the whole day; for that give closed and no open hours"});
  }
  if (!entry.as().empty() && !ParseWeekday(entry.as())) {
    faults.push_back({field + ".as", "a weekday, monday to sunday"});
  }
}

void CheckDates(const setting::v1::Calendar& calendar, Faults& faults) {
  const std::string field = "calendar.dates";
  if (calendar.dates_size() > kDatesMax) {
    faults.push_back({field, "at most " + std::to_string(kDatesMax) + " dates"});
    return;
  }
  std::map<std::chrono::local_days, int> seen;
  for (int i = 0; i < calendar.dates_size(); ++i) {
    CheckDate(calendar.dates(i), Item(field, i), faults);
    const std::string date_field = Item(field, i) + ".date";
    const auto date = ParseDate(calendar.dates(i).date());
    if (!date) {
      faults.push_back({date_field, "a date as YYYY-MM-DD"});
    } else if (const auto [first, fresh] = seen.emplace(*date, i); !fresh) {
      faults.push_back({date_field, "other than that of " + Item(field, first->second) +
                                        "; a date has one entry"});
    }
  }
}

}  // namespace

Faults Validate(const setting::v1::Calendar& calendar, bool zone_known) {
  Faults faults;
  if (!zone_known) {
    faults.push_back(
        {"calendar.zone", "the IANA name of a time zone, such as Europe/Berlin or Asia/Shanghai"});
  }
  CheckWeek(calendar.week(), faults);
  CheckDates(calendar, faults);
  return faults;
}

}  // namespace docket::calendar
