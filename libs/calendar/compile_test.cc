#include "libs/calendar/compile.h"

#include <fstream>

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "libs/base/digest.h"
#include "libs/base/proto_time.h"
#include "libs/calendar/calendar_test.h"
#include "libs/calendar/validate.h"
#include "libs/calendar/working_time.h"

namespace docket::calendar {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Time kAt = Instant("2026-03-02T10:30Z");

TEST(Compile, ReachesFromThreeYearsBackToSixYearsOn) {
  const TimeRange range = CompiledRange(kAt);
  EXPECT_EQ(range, Range("2023-02-28T00:00Z", "2032-03-06T00:00Z"));
  EXPECT_EQ(CompiledRange(Instant("2026-03-02T23:59Z")), range);
}

TEST(Compile, WritesSpansFromTheStartOn) {
  const auto calendar = CalendarOf(
      "dates { date: '2023-02-28' open { start: '01:00' end: '02:00' } }"
      "dates { date: '2026-03-03' open { start: '00:00' end: '00:01' } }");
  const auto compiled = Compile(calendar, Zone(hours(0)), kAt);
  ASSERT_TRUE(compiled.ok()) << compiled.status();
  EXPECT_EQ(compiled->tzdata_version(), "2025b");
  EXPECT_EQ(FromProto(compiled->start_time()), Instant("2023-02-28T00:00Z"));
  EXPECT_EQ(FromProto(compiled->end_time()), Instant("2032-03-06T00:00Z"));
  const std::chrono::sys_seconds first = Second("2023-02-28T02:00Z");
  const seconds closed = Second("2026-03-03T00:00Z") - first;
  EXPECT_THAT(compiled->spans(), ElementsAre(3600, 3600, closed.count(), 60));
}

TEST(Compile, IsOneSpanAroundTheClock) {
  const auto compiled = Compile(Daily("start: '00:00' end: '24:00'"), Berlin(), kAt);
  ASSERT_TRUE(compiled.ok()) << compiled.status();
  EXPECT_THAT(compiled->spans(), ElementsAre(0, seconds(9 * days(366)).count()));
  EXPECT_EQ(WorkingTime(*compiled).Reach(kAt, hours(20'000)), kAt + hours(20'000));
}

TEST(Compile, OfOfficeHoursIsSmall) {
  const auto calendar =
      Daily("start: '09:00' end: '12:00' }  monday { start: '13:00' end: '17:00'");
  const auto compiled = Compile(calendar, Berlin(), kAt);
  ASSERT_TRUE(compiled.ok()) << compiled.status();
  EXPECT_GT(compiled->spans_size(), 7000);
  EXPECT_LT(compiled->ByteSizeLong(), 30'000u);
}

TEST(Compile, StaysSmallEnoughForARecordAtTheLimits) {
  auto calendar = Daily("start: '00:00' end: '00:01'");
  for (auto* day :
       {calendar.mutable_week()->mutable_monday(), calendar.mutable_week()->mutable_tuesday(),
        calendar.mutable_week()->mutable_wednesday(), calendar.mutable_week()->mutable_thursday(),
        calendar.mutable_week()->mutable_friday(), calendar.mutable_week()->mutable_saturday(),
        calendar.mutable_week()->mutable_sunday()}) {
    for (int i = 1; i < kIntervalsPerDayMax; ++i) {
      auto& interval = *day->Add();
      interval.set_start("1" + std::to_string(i) + ":00");
      interval.set_end("1" + std::to_string(i) + ":40");
    }
  }
  ASSERT_TRUE(Validate(calendar, true).empty());
  const auto compiled = Compile(calendar, Berlin(), kAt);
  ASSERT_TRUE(compiled.ok()) << compiled.status();
  EXPECT_EQ(compiled->spans_size(), 9 * 366 * kIntervalsPerDayMax * 2);
  EXPECT_LT(compiled->ByteSizeLong(), 256u << 10);  // A record holds 512 KiB.
}

TEST(Compile, RefusesACalendarThatDoesNotOpenWithin366Days) {
  const auto on = [](const std::string& date) {
    return Compile(
               CalendarOf("dates { date: '" + date + "' open { start: '10:30' end: '10:31' } }"),
               Zone(hours(0)), kAt)
        .status();
  };
  EXPECT_TRUE(on("2026-03-02").ok());
  EXPECT_TRUE(on("2027-03-02").ok());
  EXPECT_EQ(on("2026-03-01").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(on("2027-03-03").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(Message(on("2027-03-03"))),
              HasSubstr("2026-03-02T10:30:00.000Z to 2027-03-03T10:30:00.000Z"));
}

TEST(Compile, EndsWhereItsZoneIsNotKnown) {
  auto zone = Zone(hours(0));
  zone.range.end = Second("2028-01-03T00:00Z");
  const auto compiled = Compile(Daily("start: '09:00' end: '17:00'"), zone, kAt);
  ASSERT_TRUE(compiled.ok()) << compiled.status();
  EXPECT_EQ(FromProto(compiled->end_time()), Instant("2028-01-01T00:00Z"));
  const WorkingTime time(*compiled);
  EXPECT_EQ(time.Reach(Instant("2027-12-31T16:00Z"), hours(1)), Instant("2027-12-31T17:00Z"));
  EXPECT_EQ(time.Reach(Instant("2027-12-31T16:00Z"), hours(2)), std::nullopt);
}

TEST(Compile, RefusesAZoneThatIsNotKnownForTheNext366Days) {
  auto zone = Zone(hours(0));
  zone.range.end = Second("2027-03-05T10:30Z");  // The two days that a compilation needs beyond.
  const auto calendar = Daily("start: '09:00' end: '17:00'");
  EXPECT_TRUE(Compile(calendar, zone, kAt).ok());
  zone.range.end -= seconds(1);
  const auto refused = Compile(calendar, zone, kAt).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(refused)), HasSubstr("Etc/Test"));
}

TEST(Compile, GivesACalendarReadFromJson) {
  setting::v1::Calendar calendar;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(
                  R"({"zone": "Asia/Shanghai",
                      "week": {"monday": [{"start": "09:00", "end": "12:00"}]},
                      "dates": [{"date": "2026-10-01", "closed": true},
                                {"date": "2026-10-10", "as": "monday"},
                                {"date": "2026-12-28",
                                 "closedIntervals": [{"start": "11:00", "end": "24:00"}]}]})",
                  &calendar)
                  .ok());
  ASSERT_TRUE(Validate(calendar, true).empty());
  const auto compiled = Compile(calendar, Zone(hours(8)), kAt);
  ASSERT_TRUE(compiled.ok()) << compiled.status();
  const WorkingTime time(*compiled);
  EXPECT_EQ(time.Reach(Instant("2026-10-06T00:00Z"), hours(2)), Instant("2026-10-10T03:00Z"));
  EXPECT_EQ(time.Measure(Instant("2026-12-27T12:00Z"), Instant("2026-12-28T12:00Z")), hours(2));
}

// tests/vectors/calendars.py computed the same without this code, from Python's zoneinfo.
TEST(Compile, AgreesWithPython) {
  std::ifstream file(DOCKET_SOURCE_DIR "/tests/vectors/calendars.json");
  const auto golden = nlohmann::json::parse(file);
  ASSERT_FALSE(golden.at("vectors").empty());
  for (const auto& vector : golden.at("vectors")) {
    setting::v1::Calendar calendar;
    ASSERT_TRUE(
        google::protobuf::util::JsonStringToMessage(vector.at("calendar").dump(), &calendar).ok());
    ASSERT_TRUE(Validate(calendar, true).empty());
    const Time at = *ParseTime(vector.at("at").get<std::string>());
    ZoneTable zone{"golden", ZoneRangeFor(CompiledRange(at)), {}};
    for (const auto& change : vector.at("changes")) {
      zone.changes.push_back({std::chrono::sys_seconds(seconds(change.at(0).get<int64_t>())),
                              seconds(change.at(1).get<int64_t>())});
    }
    const auto compiled = Compile(calendar, zone, at);
    ASSERT_TRUE(compiled.ok()) << compiled.status();
    std::string spans;
    for (const uint32_t span : compiled->spans()) spans += std::to_string(span) + " ";
    EXPECT_EQ(compiled->spans_size(), vector.at("spans"));
    EXPECT_EQ(Digest::Of(spans).hex(), vector.at("digest"));
    for (const auto& question : vector.at("deadlines")) {
      const auto due =
          WorkingTime(*compiled).Reach(*ParseTime(question.at("from").get<std::string>()),
                                       seconds(question.at("seconds").get<int64_t>()));
      EXPECT_EQ(due, ParseTime(question.at("due").get<std::string>())) << question;
    }
  }
}

}  // namespace
}  // namespace docket::calendar
