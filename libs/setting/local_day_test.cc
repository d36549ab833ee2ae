#include "libs/setting/local_day.h"

#include <string>

#include <gtest/gtest.h>

#include "libs/base/proto_time.h"

namespace docket::setting {
namespace {

using std::chrono::hours;
using std::chrono::local_days;
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kInstant{1};

Time Instant(const std::string& text) { return ParseTime(text).value_or(Time{}); }

void AddChange(const std::string& time, hours offset, v1::CompiledZone& zone) {
  v1::ZoneChange& change = *zone.add_changes();
  *change.mutable_time() = ToProto(Instant(time));
  change.set_offset_seconds(static_cast<int32_t>(std::chrono::seconds(offset).count()));
}

// Eight hours ahead of UTC; in March 2026 the clock skips from midnight to one, and in October it
// goes back from one to midnight.
v1::CompiledZone Zone() {
  v1::CompiledZone zone;
  AddChange("2020-01-01T00:00:00Z", 8h, zone);
  AddChange("2026-03-09T16:00:00Z", 9h, zone);
  AddChange("2026-10-09T16:00:00Z", 8h, zone);
  return zone;
}

TEST(LocalDay, BeginsAndEndsByTheClockOfTheZone) {
  const v1::CompiledZone zone = Zone();
  const Time midnight = Instant("2026-01-14T16:00:00Z");
  EXPECT_EQ(LocalDayOf(zone, midnight), local_days(2026y / 1 / 15));
  EXPECT_EQ(LocalDayOf(zone, midnight - kInstant), local_days(2026y / 1 / 14));
  EXPECT_EQ(StartOf(zone, local_days(2026y / 1 / 15)), midnight);
}

TEST(LocalDay, BeginsOnceWhereItsMidnightIsSkippedOrComesTwice) {
  const v1::CompiledZone zone = Zone();
  EXPECT_EQ(StartOf(zone, local_days(2026y / 3 / 10)), Instant("2026-03-09T16:00:00Z"));
  EXPECT_EQ(StartOf(zone, local_days(2026y / 10 / 10)), Instant("2026-10-09T15:00:00Z"));
}

TEST(LocalDay, IsCountedOnBeyondWhatIsKnown) {
  const v1::CompiledZone zone = Zone();
  for (const auto day : {local_days(1990y / 6 / 1), local_days(2080y / 6 / 1)}) {
    EXPECT_EQ(StartOf(zone, day), Time(day.time_since_epoch()) - 8h);
    EXPECT_EQ(LocalDayOf(zone, StartOf(zone, day)), day);
    EXPECT_EQ(LocalDayOf(zone, StartOf(zone, day) - kInstant), day - std::chrono::days(1));
  }
}

TEST(LocalDay, IsOneOfUtcWhereNothingIsKnown) {
  const Time midnight = Instant("2026-01-15T00:00:00Z");
  EXPECT_EQ(LocalDayOf({}, midnight), local_days(2026y / 1 / 15));
  EXPECT_EQ(LocalDayOf({}, midnight - kInstant), local_days(2026y / 1 / 14));
  EXPECT_EQ(StartOf({}, local_days(2026y / 1 / 15)), midnight);
}

}  // namespace
}  // namespace docket::setting
