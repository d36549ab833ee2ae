// What is compiled against a walk over all minutes (zones_minutes_test.h), for drawn calendars:
// twelve zones whole from 1990 to 2037, every other around each change of its clock and in twenty
// drawn months.

#include <algorithm>
#include <random>
#include <set>

#include <date/tz.h>
#include <gtest/gtest.h>

#include "libs/base/proto_time.h"
#include "libs/calendar/calendar_test.h"
#include "libs/calendar/compile.h"
#include "libs/calendar/validate.h"
#include "libs/calendar/working_time.h"
#include "libs/calendar/zones.h"
#include "libs/calendar/zones_minutes_test.h"

namespace docket::calendar {
namespace {

using setting::v1::Calendar;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using Random = std::mt19937_64;
using Intervals = google::protobuf::RepeatedPtrField<setting::v1::LocalInterval>;

// Each changes its clock in another way: at 00:01 (St Johns), at midnight (Havana, Sao Paulo,
// Gaza), by half an hour (Lord Howe), four times a year (Casablanca), by a day (Apia), no longer
// (Tehran), in the other hemisphere, or not at all.
constexpr auto kWhole = std::to_array<const char*>(
    {"Africa/Casablanca", "America/Havana", "America/New_York", "America/Sao_Paulo",
     "America/St_Johns", "Asia/Gaza", "Asia/Shanghai", "Asia/Tehran", "Australia/Lord_Howe",
     "Europe/Berlin", "Europe/London", "Pacific/Apia"});

int Draw(Random& random, int from, int to) {  // Both may be drawn.
  return from + static_cast<int>(random() % static_cast<uint64_t>(to - from + 1));
}

// Where clocks change and where people would open, more often than elsewhere.
int DrawMinute(Random& random) {
  switch (Draw(random, 0, 3)) {
    case 0: return Draw(random, 0, 4 * 60);
    case 1: return Draw(random, 0, 24 * 60);
    default: return 30 * Draw(random, 0, 48);
  }
}

std::string TimeText(int minute) {
  const auto two = [](int n) { return std::to_string(n / 10) + std::to_string(n % 10); };
  return two(minute / 60) + ":" + two(minute % 60);
}

// Up to three intervals, some of which touch.
void DrawIntervals(Random& random, Intervals& intervals) {
  std::set<int> boundaries;
  for (int n = 2 * Draw(random, 0, 3); n > 0; --n) boundaries.insert(DrawMinute(random));
  for (auto at = boundaries.begin(); at != boundaries.end() && std::next(at) != boundaries.end();) {
    auto& interval = *intervals.Add();
    interval.set_start(TimeText(*at++));
    interval.set_end(TimeText(*at));
    if (Draw(random, 0, 3) > 0) ++at;
  }
}

void DrawEntry(Random& random, setting::v1::CalendarDate& entry) {
  static constexpr std::array<const char*, 7> kWeekdays = {
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
  const int kind = Draw(random, 0, 5);
  if (kind < 2) DrawIntervals(random, *entry.mutable_open());
  if (kind == 2 || kind == 3) entry.set_as(kWeekdays[static_cast<size_t>(Draw(random, 0, 6))]);
  if (kind % 2 == 1) DrawIntervals(random, *entry.mutable_closed_intervals());
  const bool fills = entry.closed_intervals_size() > 0 &&
                     entry.closed_intervals(0).start() == "00:00" &&
                     entry.closed_intervals().rbegin()->end() == "24:00";
  if (fills) entry.clear_closed_intervals();
  if (entry.open().empty() && entry.as().empty() && entry.closed_intervals().empty()) {
    entry.set_closed(true);
  }
}

// A calendar with entries for most of `dates`.
Calendar DrawCalendar(Random& random, const std::string& zone, const std::set<sys_days>& dates) {
  Calendar calendar;
  calendar.set_zone(zone);
  auto& week = *calendar.mutable_week();
  for (Intervals* day : {week.mutable_monday(), week.mutable_tuesday(), week.mutable_wednesday(),
                         week.mutable_thursday(), week.mutable_friday(), week.mutable_saturday(),
                         week.mutable_sunday()}) {
    DrawIntervals(random, *day);
  }
  for (const sys_days date : dates) {
    if (Draw(random, 0, 3) == 0) continue;
    auto& entry = *calendar.add_dates();
    entry.set_date(FormatTime(date).substr(0, 10));
    DrawEntry(random, entry);
  }
  return calendar;
}

// The dates at and around each change of the clock.
std::set<sys_days> DatesOf(const ZoneTable& zone) {
  std::set<sys_days> dates;
  for (const ZoneTable::Change& change : zone.changes) {
    const auto date = std::chrono::floor<days>(change.at + change.offset);
    for (int i = -1; i <= 1; ++i) dates.insert(date + days(i));
  }
  return dates;
}

::testing::AssertionResult Agree(const std::vector<TimeRange>& open, const Minutes& walked) {
  std::vector<char> minute(walked.open.size(), 0);
  for (const TimeRange& piece : open) {
    if ((piece.start - walked.start) % minutes(1) != milliseconds(0) ||
        (piece.end - walked.start) % minutes(1) != milliseconds(0)) {
      return ::testing::AssertionFailure() << "no whole minutes from " << FormatTime(piece.start);
    }
    std::fill(minute.begin() + (piece.start - walked.start) / minutes(1),
              minute.begin() + (piece.end - walked.start) / minutes(1), 1);
  }
  if (minute == walked.open) return ::testing::AssertionSuccess();
  const auto differs = std::ranges::mismatch(minute, walked.open).in2;
  const Time at = walked.start + minutes(differs - walked.open.begin());
  return ::testing::AssertionFailure()
         << (*differs ? "closed" : "open") << " at " << FormatTime(at) << ", and the walk is not";
}

std::vector<TimeRange> Decoded(const setting::v1::CompiledCalendar& compiled) {
  std::vector<TimeRange> open;
  auto told = std::chrono::floor<seconds>(FromProto(compiled.start_time()));
  for (int i = 0; i < compiled.spans_size(); ++i) {
    const auto end = told + seconds(compiled.spans(i));
    if (i % 2 == 1) open.push_back({told, end});
    told = end;
  }
  return open;
}

// Questions to within a millisecond, about stretches of up to forty days.
void ExpectSameAnswers(Random& random, const WorkingTime& time, const Minutes& walked) {
  const int last = static_cast<int>(walked.open.size());
  for (int i = 0; i < 100; ++i) {
    const Time start = walked.start + minutes(Draw(random, 0, last - 1)) +
                       milliseconds(Draw(random, 0, 1) * Draw(random, 0, 59'999));
    const Time end = std::min(
        start + minutes(Draw(random, 0, 40 * 24 * 60)) + milliseconds(Draw(random, 0, 59'999)),
        walked.start + minutes(last));
    EXPECT_EQ(time.Measure(start, end), WalkMeasure(walked, start, end)) << FormatTime(start);
    const milliseconds work(Draw(random, 0, 80 * 3600'000));
    EXPECT_EQ(time.Reach(start, work).value_or(Time::max()), WalkReach(walked, start, work))
        << FormatTime(start) << " and " << work.count();
    const milliseconds exact = WalkMeasure(walked, start, end);
    EXPECT_EQ(time.Reach(start, exact).value_or(Time::max()), WalkReach(walked, start, exact))
        << FormatTime(start) << " and " << exact.count();
  }
}

class CompileWhole : public ::testing::TestWithParam<const char*> {};

TEST_P(CompileWhole, AgreesWithAWalkFrom1990To2037) {
  const std::string name = GetParam();
  Random random(std::hash<std::string_view>()(name));
  const auto publish = [&](sys_seconds at) {
    const auto zone = LoadZone(name, ZoneRangeFor(CompiledRange(at)));
    ASSERT_TRUE(zone.ok()) << zone.status();
    const Calendar calendar = DrawCalendar(random, name, DatesOf(*zone));
    ASSERT_TRUE(Validate(calendar, true).empty()) << calendar.ShortDebugString();
    const auto compiled = Compile(calendar, *zone, at);
    ASSERT_TRUE(compiled.ok()) << compiled.status() << calendar.ShortDebugString();
    const auto end = std::chrono::floor<seconds>(FromProto(compiled->end_time()));
    const Minutes walked = Walk(calendar, name, {CompiledRange(at).start, end});
    EXPECT_TRUE(Agree(Decoded(*compiled), walked)) << calendar.ShortDebugString();
    ExpectSameAnswers(random, WorkingTime(*compiled), walked);
  };
  for (const char* at : {"1993-01-01T00:00Z", "2002-01-01T00:00Z", "2011-01-01T00:00Z",
                         "2020-01-01T00:00Z", "2029-01-01T00:00Z", "2036-06-01T00:00Z"}) {
    publish(Second(at));
  }
}

INSTANTIATE_TEST_SUITE_P(Zones, CompileWhole, ::testing::ValuesIn(kWhole));

// Whether `range` of `zone`, as a walk looks at it, is of whole minutes.
bool InWholeMinutes(const ZoneTable& zone) {
  return std::ranges::all_of(zone.changes, [](const ZoneTable::Change& change) {
    return change.at.time_since_epoch().count() % 60 == 0 && change.offset.count() % 60 == 0;
  });
}

// True if it was compared, false if there are seconds in it.
bool Compare(Random& random, const std::string& name, const TimeRange& range) {
  const auto zone = LoadZone(name, ZoneRangeFor(range));
  EXPECT_TRUE(zone.ok()) << zone.status();
  if (!zone.ok() || !InWholeMinutes(*zone)) return false;
  std::set<sys_days> dates = DatesOf(*zone);
  const Calendar calendar = DrawCalendar(random, name, dates);
  EXPECT_TRUE(Validate(calendar, true).empty()) << calendar.ShortDebugString();
  EXPECT_TRUE(Agree(OpenSet(calendar, *zone, range), Walk(calendar, name, range)))
      << FormatTime(range.start) << " " << calendar.ShortDebugString();
  return true;
}

TEST(OpenSetOfEveryZone, AgreesWithAWalkAroundEachChangeAndInDrawnMonths) {
  Random random(7);
  std::set<std::vector<std::pair<sys_seconds, seconds>>> clocks;
  int changes = 0;
  int with_seconds = 0;
  for (const date::time_zone& each : date::get_tzdb().zones) {
    const std::string name = each.name();
    if (name == "localtime" || std::ranges::count(kWhole, name) > 0) continue;
    const auto zone = LoadZone(name, Range("1850-01-01T00:00Z", "2038-01-01T00:00Z"));
    ASSERT_TRUE(zone.ok()) << zone.status();
    std::vector<std::pair<sys_seconds, seconds>> clock;
    for (const auto& change : zone->changes) clock.emplace_back(change.at, change.offset);
    if (!clocks.insert(clock).second) continue;  // Another name of a zone that was there already.
    for (size_t i = 1; i < clock.size(); ++i) {
      const auto minute = std::chrono::floor<minutes>(clock[i].first);
      const bool compared = Compare(random, name, {minute - hours(36), minute + hours(36)});
      (compared ? changes : with_seconds) += 1;
    }
    for (int i = 0; i < 20; ++i) {
      const sys_seconds start = sys_days(std::chrono::year(1990) / 1 / 1) +
                                minutes(Draw(random, 0, (47 * 365 + 320) * 24 * 60));
      EXPECT_TRUE(Compare(random, name, {start, start + days(30)}));
    }
  }
  RecordProperty("zones", static_cast<int>(clocks.size()));
  RecordProperty("changes", changes);
  RecordProperty("changes_with_seconds", with_seconds);
  EXPECT_GT(clocks.size(), 350u);
  EXPECT_GT(changes, 20'000);
  EXPECT_LT(with_seconds, 1'500);  // Mean times of long ago.
}

}  // namespace
}  // namespace docket::calendar
