#include "libs/calendar/local_text.h"

#include <gtest/gtest.h>

namespace docket::calendar {
namespace {

using std::chrono::minutes;

TEST(ParseTimeOfDay, ReachesFromMidnightToMidnight) {
  EXPECT_EQ(ParseTimeOfDay("00:00"), minutes(0));
  EXPECT_EQ(ParseTimeOfDay("08:30"), minutes(510));
  EXPECT_EQ(ParseTimeOfDay("23:59"), minutes(1439));
  EXPECT_EQ(ParseTimeOfDay("24:00"), minutes(1440));
}

TEST(ParseTimeOfDay, RefusesEveryOtherForm) {
  for (const char* text : {"", "8:30", "08:3", "0830", "08.30", "08:30:00", "08:60", "24:01",
                           "25:00", " 8:30", "08:30 ", "+8:30", "-1:00", "08:3a",
                           "\xd9\xa0"
                           "8:30"}) {
    EXPECT_FALSE(ParseTimeOfDay(text)) << text;
  }
}

TEST(ParseDate, TakesDatesThatThereAre) {
  using namespace std::chrono_literals;
  EXPECT_EQ(ParseDate("2026-10-10"), std::chrono::local_days(2026y / 10 / 10));
  EXPECT_EQ(ParseDate("2024-02-29"), std::chrono::local_days(2024y / 2 / 29));
}

TEST(ParseDate, RefusesEveryOther) {
  for (const char* text :
       {"", "2026-02-29", "2026-04-31", "2026-00-01", "2026-13-01", "2026-01-00", "2026-1-01",
        "20260101", "2026/01/01", "26-01-01", "2026-01-01T00:00", " 2026-01-01", "2026-01-0x"}) {
    EXPECT_FALSE(ParseDate(text)) << text;
  }
}

TEST(ParseWeekday, KnowsSeven) {
  EXPECT_EQ(ParseWeekday("sunday"), std::chrono::Sunday);
  EXPECT_EQ(ParseWeekday("monday"), std::chrono::Monday);
  EXPECT_EQ(ParseWeekday("tuesday"), std::chrono::Tuesday);
  EXPECT_EQ(ParseWeekday("wednesday"), std::chrono::Wednesday);
  EXPECT_EQ(ParseWeekday("thursday"), std::chrono::Thursday);
  EXPECT_EQ(ParseWeekday("friday"), std::chrono::Friday);
  EXPECT_EQ(ParseWeekday("saturday"), std::chrono::Saturday);
  for (const char* text : {"", "Monday", "mon", "1", "montag"}) {
    EXPECT_FALSE(ParseWeekday(text)) << text;
  }
}

}  // namespace
}  // namespace docket::calendar
