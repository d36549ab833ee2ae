#include "libs/calendar/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/calendar/calendar_test.h"

namespace docket {

// For the messages of failed tests.
void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.field << " must be " << fault.rule;
}

}  // namespace docket

namespace docket::calendar {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kZone =
    "the IANA name of a time zone, such as Europe/Berlin or Asia/Shanghai";
constexpr const char* kTimeOfDay = "a time of day as HH:MM, from 00:00 to 24:00";
constexpr const char* kLonger = "longer than no time at all; a whole day is 00:00 to 24:00";
constexpr const char* kForward =
    "one that starts before it ends; hours over midnight are two, one to 24:00 and one from 00:00 "
    "on the next day";
constexpr const char* kClear = "clear of the other intervals of its day";
constexpr const char* kDate = "a date as YYYY-MM-DD";
constexpr const char* kWeekday = "a weekday, monday to sunday";
constexpr const char* kNotAll = "less than the whole day; for that give closed and no open hours";

Faults Found(const std::string& text) { return Validate(CalendarOf(text), true); }

TEST(Validate, FindsNothingInASoundCalendar) {
  EXPECT_THAT(Found(R"(
      zone: 'Asia/Shanghai'
      week {
        monday { start: '13:30' end: '18:00' } monday { start: '09:00' end: '12:00' }
        friday { start: '22:00' end: '24:00' } saturday { start: '00:00' end: '06:00' }
        sunday { start: '08:00' end: '12:00' } sunday { start: '12:00' end: '13:00' }
      }
      dates { date: '2026-10-01' closed: true }
      dates { date: '2026-10-10' as: 'monday' }
      dates { date: '2026-10-11' open { start: '10:00' end: '16:00' } }
      dates { date: '2026-12-24' closed_intervals { start: '12:00' end: '24:00' } }
      dates { date: '2026-12-31' as: 'friday' closed_intervals { start: '23:00' end: '24:00' } })"),
              IsEmpty());
}

TEST(Validate, TakesTheCallersWordForTheZone) {
  const auto calendar = CalendarOf("zone: 'Europe/Berlni'");
  EXPECT_THAT(Validate(calendar, true), IsEmpty());
  EXPECT_THAT(Validate(calendar, false), ElementsAre(Fault{"calendar.zone", kZone}));
}

TEST(Validate, FindsWhatIsNoTimeOfDay) {
  EXPECT_THAT(Found("week { monday { start: '9:00' end: '24:01' } tuesday { } }"),
              ElementsAre(Fault{"calendar.week.monday[0].start", kTimeOfDay},
                          Fault{"calendar.week.monday[0].end", kTimeOfDay},
                          Fault{"calendar.week.tuesday[0].start", kTimeOfDay},
                          Fault{"calendar.week.tuesday[0].end", kTimeOfDay}));
}

TEST(Validate, FindsIntervalsOfNoLengthAndBackwards) {
  EXPECT_THAT(Found("week { wednesday { start: '09:00' end: '09:00' }"
                    "       thursday { start: '24:00' end: '24:00' }"
                    "       friday { start: '22:00' end: '06:00' } }"),
              ElementsAre(Fault{"calendar.week.wednesday[0]", kLonger},
                          Fault{"calendar.week.thursday[0]", kLonger},
                          Fault{"calendar.week.friday[0]", kForward}));
}

TEST(Validate, FindsOverlapsInAnyOrderAndLetsIntervalsTouch) {
  EXPECT_THAT(Found("week { saturday { start: '12:00' end: '18:00' }"
                    "       saturday { start: '08:00' end: '12:01' }"
                    "       sunday { start: '12:00' end: '18:00' }"
                    "       sunday { start: '08:00' end: '12:00' } }"),
              ElementsAre(Fault{"calendar.week.saturday[0]", kClear}));
  EXPECT_THAT(Found("week { monday { start: '08:00' end: '12:00' }"
                    "       monday { start: '08:00' end: '12:00' } }"),
              ElementsAre(Fault{"calendar.week.monday[1]", kClear}));
}

TEST(Validate, FindsBadDatesAndSecondEntries) {
  EXPECT_THAT(
      Found("dates { date: '2026-02-29' closed: true }"
            "dates { date: '2026-10-01' closed: true }"
            "dates { date: '01.10.2026' closed: true }"
            "dates { date: '2026-10-01' as: 'monday' }"),
      ElementsAre(Fault{"calendar.dates[0].date", kDate}, Fault{"calendar.dates[2].date", kDate},
                  Fault{"calendar.dates[3].date",
                        "other than that of calendar.dates[1]; a date has one entry"}));
}

TEST(Validate, FindsUnknownWeekdays) {
  EXPECT_THAT(Found("dates { date: '2026-10-01' as: 'Monday' }"),
              ElementsAre(Fault{"calendar.dates[0].as", kWeekday}));
}

TEST(Validate, FindsEntriesThatContradictThemselvesOrSayNothing) {
  const std::string open = " open { start: '09:00' end: '10:00' }";
  const std::string part = " closed_intervals { start: '12:00' end: '13:00' }";
  const std::string date = "dates { date: '2026-10-01' ";
  EXPECT_THAT(Found(date + "}"),
              ElementsAre(Fault{"calendar.dates[0]",
                                "one that gives open, as, closed or closed_intervals"}));
  EXPECT_THAT(Found(date + open + " as: 'monday' }"),
              ElementsAre(Fault{"calendar.dates[0].as", "absent where open is given"}));
  EXPECT_THAT(Found(date + open + " closed: true }"),
              ElementsAre(Fault{"calendar.dates[0].closed", "absent where open or as is given"}));
  EXPECT_THAT(Found(date + "as: 'monday' closed: true }"),
              ElementsAre(Fault{"calendar.dates[0].closed", "absent where open or as is given"}));
  EXPECT_THAT(Found(date + part + " closed: true }"),
              ElementsAre(Fault{"calendar.dates[0].closed_intervals",
                                "absent where the whole day is closed"}));
  EXPECT_THAT(Found(date + open + part + "}"), IsEmpty());
}

TEST(Validate, FindsPartsThatCloseTheWholeDay) {
  const std::string date = "dates { date: '2026-10-01' closed_intervals { start: '00:00' end: ";
  EXPECT_THAT(Found(date + "'24:00' } }"),
              ElementsAre(Fault{"calendar.dates[0].closed_intervals", kNotAll}));
  EXPECT_THAT(Found(date + "'09:00' } closed_intervals { start: '09:00' end: '24:00' } }"),
              ElementsAre(Fault{"calendar.dates[0].closed_intervals", kNotAll}));
  EXPECT_THAT(Found(date + "'09:00' } closed_intervals { start: '09:01' end: '24:00' } }"),
              IsEmpty());
  EXPECT_THAT(Found(date + "'23:59' } }"), IsEmpty());
}

TEST(Validate, LimitsIntervalsOfADay) {
  setting::v1::Calendar calendar;
  auto& day = *calendar.mutable_week()->mutable_tuesday();
  for (int i = 0; i < kIntervalsPerDayMax; ++i) {
    auto& interval = *day.Add();
    interval.set_start("1" + std::to_string(i) + ":00");
    interval.set_end("1" + std::to_string(i) + ":30");
  }
  EXPECT_THAT(Validate(calendar, true), IsEmpty());
  day.Add()->set_start("20:00");
  EXPECT_THAT(Validate(calendar, true),
              ElementsAre(Fault{"calendar.week.tuesday", "at most 10 intervals"}));
}

TEST(Validate, LimitsDates) {
  using std::chrono::days;
  setting::v1::Calendar calendar;
  for (int i = 0; i < kDatesMax; ++i) {
    auto& entry = *calendar.add_dates();
    entry.set_date(FormatTime(Instant("2026-01-01T00:00Z") + days(i)).substr(0, 10));
    entry.set_closed(true);
  }
  EXPECT_THAT(Validate(calendar, true), IsEmpty());
  calendar.add_dates();
  EXPECT_THAT(Validate(calendar, true), ElementsAre(Fault{"calendar.dates", "at most 1000 dates"}));
}

TEST(Validate, TellsAllFaultsAtOnce) {
  EXPECT_THAT(
      Validate(CalendarOf("week { sunday { start: '10:00' end: '09:00' } }"
                          "dates { date: 'tomorrow' as: 'someday' }"),
               false),
      ElementsAre(Fault{"calendar.zone", kZone}, Fault{"calendar.week.sunday[0]", kForward},
                  Fault{"calendar.dates[0].as", kWeekday}, Fault{"calendar.dates[0].date", kDate}));
}

}  // namespace
}  // namespace docket::calendar
