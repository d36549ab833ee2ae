#include "libs/calendar/open_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/calendar/calendar_test.h"

namespace docket::calendar {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(OpenSet, FollowsTheWeek) {
  const auto calendar = CalendarOf(
      "week { monday { start: '13:30' end: '18:00' } monday { start: '09:00' end: '12:00' }"
      "       tuesday { start: '10:00' end: '11:00' } }");
  EXPECT_THAT(OpenSet(calendar, Zone(hours(8)), Range("2026-03-01T00:00Z", "2026-03-09T00:00Z")),
              ElementsAre(Range("2026-03-02T01:00Z", "2026-03-02T04:00Z"),
                          Range("2026-03-02T05:30Z", "2026-03-02T10:00Z"),
                          Range("2026-03-03T02:00Z", "2026-03-03T03:00Z")));
}

TEST(OpenSet, WorksASaturdayAsAMonday) {
  const auto calendar = CalendarOf(
      "week { monday { start: '09:00' end: '18:00' } }"
      "dates { date: '2026-10-10' as: 'monday' } dates { date: '2026-10-12' closed: true }");
  EXPECT_THAT(OpenSet(calendar, Zone(hours(8)), Range("2026-10-09T00:00Z", "2026-10-16T00:00Z")),
              ElementsAre(Range("2026-10-10T01:00Z", "2026-10-10T10:00Z")));
}

TEST(OpenSet, GivesADateItsOwnHours) {
  const auto calendar = CalendarOf(
      "week { monday { start: '09:00' end: '18:00' } }"
      "dates { date: '2026-10-12' open { start: '14:00' end: '15:00' }"
      "                           open { start: '10:00' end: '11:00' } }");
  EXPECT_THAT(OpenSet(calendar, Zone(hours(0)), Range("2026-10-12T00:00Z", "2026-10-13T00:00Z")),
              ElementsAre(Range("2026-10-12T10:00Z", "2026-10-12T11:00Z"),
                          Range("2026-10-12T14:00Z", "2026-10-12T15:00Z")));
}

TEST(OpenSet, TakesClosedIntervalsFromWhicheverBase) {
  const auto week = std::string(
      "week { monday { start: '09:00' end: '12:00' } monday { start: '13:00' end: '18:00' } }");
  const auto on = [&](const std::string& entry) {
    return OpenSet(CalendarOf(week + "dates { date: '2026-10-12' " + entry + " }"), Zone(hours(0)),
                   Range("2026-10-12T00:00Z", "2026-10-13T00:00Z"));
  };
  EXPECT_THAT(on("closed_intervals { start: '11:00' end: '14:00' }"),
              ElementsAre(Range("2026-10-12T09:00Z", "2026-10-12T11:00Z"),
                          Range("2026-10-12T14:00Z", "2026-10-12T18:00Z")));
  EXPECT_THAT(on("closed_intervals { start: '14:00' end: '15:00' }"
                 "closed_intervals { start: '00:00' end: '13:00' }"),
              ElementsAre(Range("2026-10-12T13:00Z", "2026-10-12T14:00Z"),
                          Range("2026-10-12T15:00Z", "2026-10-12T18:00Z")));
  EXPECT_THAT(on("closed_intervals { start: '09:00' end: '18:00' }"), IsEmpty());
  EXPECT_THAT(on("open { start: '08:00' end: '10:00' }"
                 "closed_intervals { start: '09:00' end: '24:00' }"),
              ElementsAre(Range("2026-10-12T08:00Z", "2026-10-12T09:00Z")));
  EXPECT_THAT(on("as: 'tuesday' closed_intervals { start: '09:00' end: '10:00' }"), IsEmpty());
}

TEST(OpenSet, JoinsANightAndTouchingIntervals) {
  const auto calendar = CalendarOf(
      "week { friday { start: '22:00' end: '24:00' } saturday { start: '00:00' end: '06:00' }"
      "       saturday { start: '06:00' end: '07:00' } }");
  EXPECT_THAT(OpenSet(calendar, Zone(hours(-5)), Range("2026-01-01T00:00Z", "2026-01-08T00:00Z")),
              ElementsAre(Range("2026-01-03T03:00Z", "2026-01-03T12:00Z")));
}

TEST(OpenSet, IsOnePieceAroundTheClock) {
  const auto range = Range("2026-01-01T00:00Z", "2027-01-01T00:00Z");
  EXPECT_THAT(OpenSet(Daily("start: '00:00' end: '24:00'"), Berlin(), range), ElementsAre(range));
}

TEST(OpenSet, IsCutToItsRange) {
  const auto calendar = Daily("start: '09:00' end: '17:00'");
  EXPECT_THAT(OpenSet(calendar, Zone(hours(0)), Range("2026-01-01T10:00Z", "2026-01-02T10:00Z")),
              ElementsAre(Range("2026-01-01T10:00Z", "2026-01-01T17:00Z"),
                          Range("2026-01-02T09:00Z", "2026-01-02T10:00Z")));
  EXPECT_THAT(OpenSet(calendar, Zone(hours(14)), Range("2026-01-01T18:00Z", "2026-01-01T19:01Z")),
              ElementsAre(Range("2026-01-01T19:00Z", "2026-01-01T19:01Z")));
  EXPECT_THAT(OpenSet(calendar, Zone(hours(-12)), Range("2026-01-01T04:59Z", "2026-01-01T06:00Z")),
              ElementsAre(Range("2026-01-01T04:59Z", "2026-01-01T05:00Z")));
  EXPECT_THAT(OpenSet(calendar, Zone(hours(0)), Range("2026-01-01T17:00Z", "2026-01-02T09:00Z")),
              IsEmpty());
}

// Berlin, 2026-03-29: 02:00 becomes 03:00 at 01:00Z.
std::vector<TimeRange> AtTheGap(const std::string& interval) {
  return OpenSet(Daily(interval), Berlin(), Range("2026-03-28T23:00Z", "2026-03-29T22:00Z"));
}

TEST(OpenSet, TakesTheFirstInstantAfterAGapForABoundaryInIt) {
  EXPECT_THAT(AtTheGap("start: '02:30' end: '05:00'"),
              ElementsAre(Range("2026-03-29T01:00Z", "2026-03-29T03:00Z")));
  EXPECT_THAT(AtTheGap("start: '01:00' end: '02:30'"),
              ElementsAre(Range("2026-03-29T00:00Z", "2026-03-29T01:00Z")));
  EXPECT_THAT(AtTheGap("start: '02:00' end: '03:01'"),
              ElementsAre(Range("2026-03-29T01:00Z", "2026-03-29T01:01Z")));
}

TEST(OpenSet, DropsWhatAGapSwallows) {
  EXPECT_THAT(AtTheGap("start: '02:00' end: '03:00'"), IsEmpty());
  EXPECT_THAT(AtTheGap("start: '02:15' end: '02:45'"), IsEmpty());
}

TEST(OpenSet, HasADayOf23Hours) {
  EXPECT_THAT(AtTheGap("start: '00:00' end: '24:00'"),
              ElementsAre(Range("2026-03-28T23:00Z", "2026-03-29T22:00Z")));
  const auto sunday = CalendarOf("week { sunday { start: '00:00' end: '24:00' } }");
  EXPECT_THAT(OpenSet(sunday, Berlin(), Range("2026-03-28T00:00Z", "2026-03-31T00:00Z")),
              ElementsAre(Range("2026-03-28T23:00Z", "2026-03-29T22:00Z")));
}

// Berlin, 2026-10-25: 03:00 becomes 02:00 at 01:00Z.
std::vector<TimeRange> AtTheOverlap(const std::string& interval) {
  return OpenSet(Daily(interval), Berlin(), Range("2026-10-24T22:00Z", "2026-10-25T23:00Z"));
}

TEST(OpenSet, OpensAtTheEarlierAndClosesAtTheLaterReading) {
  EXPECT_THAT(AtTheOverlap("start: '02:30' end: '05:00'"),
              ElementsAre(Range("2026-10-25T00:30Z", "2026-10-25T04:00Z")));
  EXPECT_THAT(AtTheOverlap("start: '01:00' end: '02:30'"),
              ElementsAre(Range("2026-10-24T23:00Z", "2026-10-25T01:30Z")));
  EXPECT_THAT(AtTheOverlap("start: '02:15' end: '02:45'"),
              ElementsAre(Range("2026-10-25T00:15Z", "2026-10-25T01:45Z")));
}

TEST(OpenSet, CountsTheFirstTimeOfAnOverlapToItAndTheLastNot) {
  EXPECT_THAT(AtTheOverlap("start: '02:00' end: '05:00'"),
              ElementsAre(Range("2026-10-25T00:00Z", "2026-10-25T04:00Z")));
  EXPECT_THAT(AtTheOverlap("start: '03:00' end: '05:00'"),
              ElementsAre(Range("2026-10-25T02:00Z", "2026-10-25T04:00Z")));
  EXPECT_THAT(AtTheOverlap("start: '01:00' end: '02:00'"),
              ElementsAre(Range("2026-10-24T23:00Z", "2026-10-25T01:00Z")));
  EXPECT_THAT(AtTheOverlap("start: '01:00' end: '03:00'"),
              ElementsAre(Range("2026-10-24T23:00Z", "2026-10-25T02:00Z")));
}

TEST(OpenSet, HasADayOf25Hours) {
  const auto sunday = CalendarOf("week { sunday { start: '00:00' end: '24:00' } }");
  EXPECT_THAT(OpenSet(sunday, Berlin(), Range("2026-10-24T00:00Z", "2026-10-27T00:00Z")),
              ElementsAre(Range("2026-10-24T22:00Z", "2026-10-25T23:00Z")));
}

TEST(OpenSet, TakesWhatIsClosedAwayBeforeInstantsAreLookedFor) {
  // Both the closing at 02:15 and the opening at 02:45 are ambiguous, so their pieces meet.
  const auto calendar = CalendarOf(
      "week { sunday { start: '00:00' end: '06:00' } }"
      "dates { date: '2026-10-25' closed_intervals { start: '02:15' end: '02:45' } }");
  EXPECT_THAT(OpenSet(calendar, Berlin(), Range("2026-10-24T00:00Z", "2026-10-26T00:00Z")),
              ElementsAre(Range("2026-10-24T22:00Z", "2026-10-25T05:00Z")));
}

TEST(OpenSet, KnowsTheHalfHourOfLordHowe) {
  const auto zone = Zone(hours(11), {{"2026-04-04T15:00Z", minutes(630)},  // 02:00 is 01:30.
                                     {"2026-10-03T15:30Z", hours(11)}});   // 02:00 is 02:30.
  const auto day = CalendarOf("week { sunday { start: '00:00' end: '24:00' } }");
  EXPECT_THAT(OpenSet(day, zone, Range("2026-04-04T00:00Z", "2026-04-06T00:00Z")),
              ElementsAre(Range("2026-04-04T13:00Z", "2026-04-05T13:30Z")));
  EXPECT_THAT(OpenSet(day, zone, Range("2026-10-03T00:00Z", "2026-10-05T00:00Z")),
              ElementsAre(Range("2026-10-03T13:30Z", "2026-10-04T13:00Z")));
  const auto night = CalendarOf("week { sunday { start: '01:45' end: '02:15' } }");
  EXPECT_THAT(OpenSet(night, zone, Range("2026-04-04T00:00Z", "2026-04-06T00:00Z")),
              ElementsAre(Range("2026-04-04T14:45Z", "2026-04-04T15:45Z")));
  EXPECT_THAT(OpenSet(night, zone, Range("2026-10-03T00:00Z", "2026-10-05T00:00Z")),
              ElementsAre(Range("2026-10-03T15:15Z", "2026-10-03T15:30Z")));
}

TEST(OpenSet, LeavesOutADateThatTheZoneSkipped) {
  // Apia went from 2011-12-29 to 2011-12-31, a Thursday and a Saturday.
  const auto zone = Zone(hours(-10), {{"2011-12-30T10:00Z", hours(14)}});
  const auto calendar = CalendarOf(
      "week { thursday { start: '09:00' end: '17:00' } friday { start: '00:00' end: '24:00' }"
      "       saturday { start: '09:00' end: '17:00' } }"
      "dates { date: '2011-12-30' open { start: '10:00' end: '12:00' } }");
  EXPECT_THAT(OpenSet(calendar, zone, Range("2011-12-29T00:00Z", "2012-01-01T00:00Z")),
              ElementsAre(Range("2011-12-29T19:00Z", "2011-12-30T03:00Z"),
                          Range("2011-12-30T19:00Z", "2011-12-31T03:00Z")));
}

TEST(OpenSet, ClosesLaterAtAMidnightThatComesTwice) {
  // Havana: 01:00 becomes 00:00 on 2026-11-01, a Sunday, so the day before ends at an ambiguous
  // time.
  const auto zone = Zone(hours(-4), {{"2026-11-01T05:00Z", hours(-5)}});
  const auto range = Range("2026-10-31T00:00Z", "2026-11-03T00:00Z");
  EXPECT_THAT(OpenSet(CalendarOf("week { saturday { start: '20:00' end: '24:00' } }"), zone, range),
              ElementsAre(Range("2026-11-01T00:00Z", "2026-11-01T05:00Z")));
  EXPECT_THAT(OpenSet(CalendarOf("week { sunday { start: '00:00' end: '04:00' } }"), zone, range),
              ElementsAre(Range("2026-11-01T04:00Z", "2026-11-01T09:00Z")));
}

TEST(OpenSet, OpensAtOneWhereMidnightIsSkipped) {
  // Beirut: 00:00 becomes 01:00 on 2026-03-29, so the day before ends and the day starts at once.
  const auto zone = Zone(hours(2), {{"2026-03-28T22:00Z", hours(3)}});
  const auto calendar = CalendarOf(
      "week { saturday { start: '20:00' end: '24:00' } sunday { start: '00:30' end: '02:00' } }");
  EXPECT_THAT(OpenSet(calendar, zone, Range("2026-03-28T00:00Z", "2026-03-30T00:00Z")),
              ElementsAre(Range("2026-03-28T18:00Z", "2026-03-28T23:00Z")));
}

TEST(OpenSet, KnowsOffsetsThatAreNoWholeMinutes) {
  const auto zone = Zone(seconds(-2670), {{"2010-01-07T00:45Z", hours(0)}});
  const auto open = OpenSet(Daily("start: '12:00' end: '13:00'"), zone,
                            Range("2010-01-06T00:00Z", "2010-01-07T00:00Z"));
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0].start, Second("2010-01-06T12:44Z") + seconds(30));
  EXPECT_EQ(open[0].end, Second("2010-01-06T13:44Z") + seconds(30));
}

TEST(OpenSetDeathTest, NeedsAZoneThatReachesFarEnough) {
  auto zone = Zone(hours(0));
  const auto range = Range("2026-01-01T00:00Z", "2026-02-01T00:00Z");
  zone.range = ZoneRangeFor(range);
  EXPECT_THAT(OpenSet(setting::v1::Calendar(), zone, range), IsEmpty());
  zone.range.end -= seconds(1);
  EXPECT_DEATH(OpenSet(setting::v1::Calendar(), zone, range), "zone.range");
}

TEST(OpenSetDeathTest, NeedsACalendarWithoutFaults) {
  EXPECT_DEATH(OpenSet(Daily("start: '9' end: '17:00'"), Zone(hours(0)),
                       Range("2026-01-01T00:00Z", "2026-02-01T00:00Z")),
               "has_value");
}

}  // namespace
}  // namespace docket::calendar
