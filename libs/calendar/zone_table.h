#pragma once

// What a calendar has to know of a time zone: its offsets from UTC over a stretch of time. Whoever
// publishes reads it from the machine's database (zones.h); from there on it is an argument.

#include <chrono>
#include <string>
#include <vector>

namespace docket::calendar {

struct TimeRange {
  std::chrono::sys_seconds start;
  std::chrono::sys_seconds end;  // Not part of it.

  friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

// No zone's clock was ever this far from UTC, so that a local date touches no instant that is
// further from the same date in UTC.
inline constexpr std::chrono::hours kOffsetMax{24};

struct ZoneTable {
  struct Change {
    std::chrono::sys_seconds at;
    std::chrono::seconds offset;  // Local time less UTC from then on.

    friend bool operator==(const Change&, const Change&) = default;
  };

  std::string tzdata_version;   // "2025b"
  TimeRange range;              // What the table tells about.
  std::vector<Change> changes;  // Ascending, at least one, the first at the start of the range.
};

// The two instants that a local time can mean. Where the zone's clock showed it once they are
// equal; where it skipped it both are the first instant after the gap; where it showed it twice
// they are the earlier and the later. Right for instants in the table's range.
std::chrono::sys_seconds FirstReading(const ZoneTable& zone, std::chrono::local_seconds local);
std::chrono::sys_seconds LastReading(const ZoneTable& zone, std::chrono::local_seconds local);

}  // namespace docket::calendar
