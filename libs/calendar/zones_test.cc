#include "libs/calendar/zones.h"

#include <clocale>
#include <cstdlib>
#include <ctime>
#include <fstream>

#include <date/tz.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "libs/calendar/calendar_test.h"
#include "libs/calendar/compile.h"

namespace docket::calendar {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

using Changes = std::vector<ZoneTable::Change>;

Changes ChangesOf(std::string_view zone, const TimeRange& range) {
  const auto table = LoadZone(zone, range);
  EXPECT_TRUE(table.ok()) << table.status();
  return table.ok() ? table->changes : Changes();
}

TEST(LoadZone, TellsOffsetsFromTheStartOn) {
  const auto range = Range("2024-01-01T00:00Z", "2025-01-01T00:00Z");
  EXPECT_EQ(ChangesOf("Europe/Berlin", range), (Changes{{range.start, hours(1)},
                                                        {Second("2024-03-31T01:00Z"), hours(2)},
                                                        {Second("2024-10-27T01:00Z"), hours(1)}}));
  EXPECT_EQ(ChangesOf("Asia/Shanghai", range), (Changes{{range.start, hours(8)}}));
  EXPECT_EQ(ChangesOf("Australia/Lord_Howe", range),
            (Changes{{range.start, hours(11)},
                     {Second("2024-04-06T15:00Z"), minutes(630)},
                     {Second("2024-10-05T15:30Z"), hours(11)}}));
}

TEST(LoadZone, KeepsAChangeAtTheStartAndNoneAtTheEnd) {
  const auto range = Range("2024-03-31T01:00Z", "2024-10-27T01:00Z");
  EXPECT_EQ(ChangesOf("Europe/Berlin", range), (Changes{{range.start, hours(2)}}));
}

TEST(LoadZone, LeavesOutWhatChangesNamesOnly) {
  // Namibia called its standard time daylight saving time for a while.
  for (const auto& zone : {"Africa/Windhoek", "Europe/Dublin", "Africa/Casablanca"}) {
    const Changes changes = ChangesOf(zone, Range("1990-01-01T00:00Z", "2030-01-01T00:00Z"));
    for (size_t i = 1; i < changes.size(); ++i) {
      EXPECT_NE(changes[i].offset, changes[i - 1].offset) << zone;
      EXPECT_LT(changes[i - 1].at, changes[i].at) << zone;
    }
  }
}

TEST(LoadZone, KnowsDaylightSavingUpToTheEndOf2037AndNoMore) {
  const auto table = LoadZone("America/New_York", Range("2037-07-01T00:00Z", "2039-01-01T00:00Z"));
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->range, Range("2037-07-01T00:00Z", "2038-01-01T00:00Z"));
  EXPECT_EQ(table->changes.front().offset, hours(-4));
  EXPECT_EQ(LoadZone("Etc/UTC", Range("2038-01-01T00:00Z", "2039-01-01T00:00Z")).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(LoadZone, TellsThatThereIsNoSuchZone) {
  for (const char* name : {"Europe/Berlni", "europe/berlin", "Europe", "", "CEST", "+01:00",
                           "../zoneinfo/Europe/Berlin", "right/Europe/Berlin", "zone.tab"}) {
    const auto table = LoadZone(name, Range("2024-01-01T00:00Z", "2025-01-01T00:00Z"));
    EXPECT_EQ(table.status().code(), absl::StatusCode::kNotFound) << name;
    EXPECT_THAT(std::string(Message(table.status())), HasSubstr("\"" + std::string(name) + "\""));
  }
}

TEST(LoadZone, HasNoZoneThatDependsOnTheMachine) {
  EXPECT_EQ(LoadZone("localtime", Range("2024-01-01T00:00Z", "2025-01-01T00:00Z")).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(LoadZone, NamesTheDatabase) {
  const auto version = TzdataVersion();
  ASSERT_TRUE(version.ok()) << version.status();
  EXPECT_THAT(*version, MatchesRegex("20[0-9][0-9][a-z]+"));
  EXPECT_EQ(LoadZone("Etc/UTC", Range("2024-01-01T00:00Z", "2025-01-01T00:00Z"))->tzdata_version,
            *version);
}

TEST(LoadZone, AgreesWithPython) {
  std::ifstream file(DOCKET_SOURCE_DIR "/tests/vectors/calendars.json");
  const auto golden_file = nlohmann::json::parse(file);
  ASSERT_FALSE(golden_file.at("vectors").empty());
  for (const auto& vector : golden_file.at("vectors")) {
    Changes golden;
    for (const auto& change : vector.at("changes")) {
      golden.push_back({std::chrono::sys_seconds(seconds(change.at(0).get<int64_t>())),
                        seconds(change.at(1).get<int64_t>())});
    }
    const Time at = *ParseTime(vector.at("at").get<std::string>());
    const std::string name = vector.at("calendar").at("zone");
    EXPECT_EQ(ChangesOf(name, ZoneRangeFor(CompiledRange(at))), golden) << name;
  }
}

// The C library reads the same files with code of its own.
std::chrono::seconds OffsetByTheCLibrary(std::chrono::sys_seconds at) {
  const time_t time = at.time_since_epoch().count();
  struct tm local {};
  localtime_r(&time, &local);
  return seconds(local.tm_gmtoff);
}

TEST(LoadZone, AgreesWithTheCLibraryOnEveryZone) {
  const auto range = Range("1900-01-01T00:00Z", "2038-01-01T00:00Z");
  int zones = 0;
  for (const date::time_zone& each : date::get_tzdb().zones) {
    const std::string name = each.name();
    if (name == "localtime") continue;
    ++zones;
    setenv("TZ", (":" + name).c_str(), 1);
    tzset();
    const Changes changes = ChangesOf(name, range);
    for (size_t i = 0; i < changes.size(); ++i) {
      const auto end = i + 1 < changes.size() ? changes[i + 1].at : range.end;
      for (const auto at : {changes[i].at, changes[i].at + (end - changes[i].at) / 3,
                            changes[i].at + (end - changes[i].at) / 2, end - seconds(1)}) {
        EXPECT_EQ(changes[i].offset, OffsetByTheCLibrary(at)) << name << " at " << FormatTime(at);
      }
    }
  }
  unsetenv("TZ");
  tzset();
  EXPECT_GT(zones, 400);
}

std::string CompiledIn(const char* process_zone, const char* locale) {
  setenv("TZ", process_zone, 1);
  tzset();
  std::setlocale(LC_ALL, locale);
  const Time at = Instant("2026-03-02T10:30Z");
  const auto zone = LoadZone("America/New_York", ZoneRangeFor(CompiledRange(at)));
  EXPECT_TRUE(zone.ok()) << zone.status();
  const auto compiled = Compile(Daily("start: '08:30' end: '17:00'"), *zone, at);
  EXPECT_TRUE(compiled.ok()) << compiled.status();
  return compiled->SerializeAsString();
}

TEST(LoadZone, IsIndependentOfTheProcessesZoneAndLocale) {
  const std::string compiled = CompiledIn("UTC", "C");
  EXPECT_EQ(CompiledIn("Asia/Kolkata", "C.UTF-8"), compiled);
  EXPECT_EQ(CompiledIn("America/New_York", "POSIX"), compiled);
  unsetenv("TZ");
  tzset();
}

}  // namespace
}  // namespace docket::calendar
