#pragma once

// What tests of calendars share: calendars from text protos, instants from text, tables of zones.

#include <chrono>
#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <google/protobuf/text_format.h>

#include "docket/setting/v1/calendar.pb.h"
#include "libs/base/check.h"
#include "libs/base/time.h"
#include "libs/calendar/zone_table.h"

namespace docket::calendar {

// For the messages of failed tests.
inline void PrintTo(const TimeRange& range, std::ostream* out) {
  *out << FormatTime(range.start) << " to " << FormatTime(range.end);
}

inline setting::v1::Calendar CalendarOf(const std::string& text) {
  setting::v1::Calendar calendar;
  DOCKET_CHECK(google::protobuf::TextFormat::ParseFromString(text, &calendar));
  return calendar;
}

// The same hours on each day of the week: "start: '09:00' end: '18:00'".
inline setting::v1::Calendar Daily(const std::string& interval) {
  std::string week;
  for (const char* day :
       {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}) {
    week += std::string(day) + " { " + interval + " } ";
  }
  return CalendarOf("zone: 'Etc/Test' week { " + week + "}");
}

// "2026-03-29T01:00Z"
inline Time Instant(std::string_view text) {
  const auto time = ParseTime(std::string(text.substr(0, text.size() - 1)) + ":00Z");
  DOCKET_CHECK(time.has_value());
  return *time;
}

inline std::chrono::sys_seconds Second(std::string_view text) {
  return std::chrono::floor<std::chrono::seconds>(Instant(text));
}

inline TimeRange Range(std::string_view start, std::string_view end) {
  return {Second(start), Second(end)};
}

// A zone `offset` from UTC from 2000 to 2040, then at each instant another.
inline ZoneTable Zone(
    std::chrono::seconds offset,
    std::initializer_list<std::pair<std::string_view, std::chrono::seconds>> changes = {}) {
  ZoneTable zone{"2025b", Range("2000-01-01T00:00Z", "2040-01-01T00:00Z"), {}};
  zone.changes.push_back({zone.range.start, offset});
  for (const auto& [at, then] : changes) zone.changes.push_back({Second(at), then});
  return zone;
}

inline ZoneTable Berlin() {
  using std::chrono::hours;
  return Zone(hours(1), {{"2026-03-29T01:00Z", hours(2)}, {"2026-10-25T01:00Z", hours(1)}});
}

}  // namespace docket::calendar
