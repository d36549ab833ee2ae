#include "libs/calendar/zones_minutes_test.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include <date/tz.h>

#include "libs/base/check.h"

namespace docket::calendar {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;
using Intervals = google::protobuf::RepeatedPtrField<setting::v1::LocalInterval>;

constexpr int kDay = 24 * 60;
constexpr int kAround = 2 * kDay;

int FloorDay(int minute) { return (minute >= 0 ? minute : minute - kDay + 1) / kDay; }

int MinuteOfDay(const std::string& text) {
  const auto digit = [&](size_t at) { return text.at(at) - '0'; };
  return (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
}

void Paint(const Intervals& intervals, char with, char* day) {
  for (const auto& interval : intervals) {
    const int end = MinuteOfDay(interval.end());
    for (int minute = MinuteOfDay(interval.start()); minute < end; ++minute) day[minute] = with;
  }
}

const Intervals& HoursOf(const setting::v1::CalendarWeek& week, std::string_view weekday) {
  if (weekday == "monday") return week.monday();
  if (weekday == "tuesday") return week.tuesday();
  if (weekday == "wednesday") return week.wednesday();
  if (weekday == "thursday") return week.thursday();
  if (weekday == "friday") return week.friday();
  if (weekday == "saturday") return week.saturday();
  return week.sunday();
}

// Paints the minutes at which the day `number`, counted from 1970-01-01, a Thursday, is open.
void PaintDay(const setting::v1::Calendar& calendar, int number, char* day) {
  static constexpr std::array<const char*, 7> kFromThursday = {
      "thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday"};
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(number))};
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  std::string weekday = kFromThursday[static_cast<size_t>((number % 7 + 7) % 7)];
  const setting::v1::CalendarDate* entry = nullptr;
  for (const auto& each : calendar.dates()) {
    if (each.date() == text) entry = &each;
  }
  if (entry != nullptr && entry->closed()) return;
  if (entry != nullptr && !entry->as().empty()) weekday = entry->as();
  const bool own = entry != nullptr && !entry->open().empty();
  Paint(own ? entry->open() : HoursOf(calendar.week(), weekday), 1, day);
  if (entry != nullptr) Paint(entry->closed_intervals(), 0, day);
}

// What the clock shows at each minute from `first` to before `last`.
std::vector<int> Readings(const std::string& zone, int first, int last) {
  const date::time_zone* clock = date::locate_zone(zone);
  std::vector<int> readings;
  readings.reserve(static_cast<size_t>(last - first));
  date::sys_info info = clock->get_info(sys_seconds(minutes(first)));
  for (int minute = first; minute < last; ++minute) {
    const sys_seconds at{minutes(minute)};
    if (at >= info.end) info = clock->get_info(at);
    DOCKET_CHECK(info.offset.count() % 60 == 0);
    readings.push_back(minute + static_cast<int>(info.offset.count() / 60));
  }
  return readings;
}

int MinuteOf(sys_seconds instant) {
  DOCKET_CHECK(instant.time_since_epoch().count() % 60 == 0);
  return static_cast<int>(instant.time_since_epoch() / minutes(1));
}

}  // namespace

Minutes Walk(const setting::v1::Calendar& calendar, const std::string& zone,
             const TimeRange& range) {
  const int first = MinuteOf(range.start) - kAround;
  const int last = MinuteOf(range.end) + kAround;
  const std::vector<int> shown = Readings(zone, first, last);
  // From each minute's end on, the lowest that the clock shows.
  std::vector<int> later(shown.size(), shown.back() + 1);
  for (size_t i = shown.size() - 1; i-- > 0;) later[i] = std::min(later[i + 1], shown[i + 1]);

  const int first_day = FloorDay(*std::ranges::min_element(shown)) - 1;
  const int last_day = FloorDay(*std::ranges::max_element(shown));
  std::vector<char> painted(static_cast<size_t>((last_day - first_day + 1) * kDay), 0);
  for (int day = first_day; day <= last_day; ++day) {
    PaintDay(calendar, day, painted.data() + (day - first_day) * kDay);
  }

  Minutes walked{range.start, {}};
  walked.open.reserve(shown.size());
  int reached = shown.front();
  for (size_t i = 0; i + kAround < shown.size(); ++i) {
    reached = std::max(reached, shown[i]);
    if (i < kAround) continue;
    char open = 0;
    for (int m = std::min(shown[i], later[i] - 1); m <= reached && open == 0; ++m) {
      open = painted[static_cast<size_t>(m - first_day * kDay)];
    }
    walked.open.push_back(open);
  }
  return walked;
}

milliseconds WalkMeasure(const Minutes& walked, Time start, Time end) {
  milliseconds open(0);
  for (Time at = start; at < end;) {
    const auto index = static_cast<size_t>((at - walked.start) / minutes(1));
    const Time next = std::min(end, walked.start + minutes(index + 1));
    if (walked.open[index] != 0) open += next - at;
    at = next;
  }
  return open;
}

Time WalkReach(const Minutes& walked, Time start, milliseconds work) {
  Time at = start;
  while (work > milliseconds(0)) {
    const auto index = static_cast<size_t>((at - walked.start) / minutes(1));
    if (index >= walked.open.size()) return Time::max();
    const Time next = walked.start + minutes(index + 1);
    if (walked.open[index] != 0) {
      if (work <= next - at) return at + work;
      work -= next - at;
    }
    at = next;
  }
  return at;
}

}  // namespace docket::calendar
