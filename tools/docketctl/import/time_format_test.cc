#include "tools/docketctl/import/time_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace docket::docketctl {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr std::chrono::local_days kLeapDay{std::chrono::year(2016) / 2 / 29};

std::optional<WallTime> Read(std::string_view pattern, std::string_view text) {
  return TimeFormat::Create(pattern).value().Read(text);
}

WallTime At(std::chrono::local_time<milliseconds> local,
            std::optional<minutes> offset = std::nullopt) {
  return {local, offset};
}

std::string FaultOf(std::string_view pattern) {
  return std::string(Message(TimeFormat::Create(pattern).status()));
}

TEST(TimeFormat, ReadsWithAndWithoutLeadingZeros) {
  EXPECT_EQ(Read("%d/%m/%Y %H:%M", "29/2/2016 01:23"), At(kLeapDay + hours(1) + minutes(23)));
  EXPECT_EQ(Read("%d/%m/%Y %H:%M", "29/02/2016 1:23"), At(kLeapDay + hours(1) + minutes(23)));
}

TEST(TimeFormat, ReadsFractionsToTheMillisecond) {
  const auto second = kLeapDay + hours(23) + minutes(59) + seconds(59);
  EXPECT_EQ(Read("%Y-%m-%dT%H:%M:%S.%f", "2016-02-29T23:59:59.5"), At(second + milliseconds(500)));
  EXPECT_EQ(Read("%Y-%m-%dT%H:%M:%S.%f", "2016-02-29T23:59:59.123999"),
            At(second + milliseconds(123)));
}

TEST(TimeFormat, ReadsOffsets) {
  EXPECT_EQ(Read("%Y-%m-%d %H:%M%z", "2016-02-29 01:00Z"), At(kLeapDay + hours(1), minutes(0)));
  EXPECT_EQ(Read("%Y-%m-%d %H:%M%z", "2016-02-29 01:00+0530"),
            At(kLeapDay + hours(1), minutes(330)));
  EXPECT_EQ(Read("%Y-%m-%d %H:%M%z", "2016-02-29 01:00-08:00"),
            At(kLeapDay + hours(1), minutes(-480)));
}

TEST(TimeFormat, ReadsMonthNamesShortYearsAndHalvesOfTheDay) {
  EXPECT_EQ(Read("%d/%b/%y %I:%M %p", "29/FEB/16 12:05 AM"), At(kLeapDay + minutes(5)));
  EXPECT_EQ(Read("%d/%b/%y %I:%M %p", "29/Feb/16 12:05 pm"), At(kLeapDay + hours(12) + minutes(5)));
  EXPECT_EQ(Read("%d.%m.%y", "1.1.69"),
            At(std::chrono::local_days(std::chrono::year(1969) / 1 / 1)));
}

TEST(TimeFormat, ReadsAPercentSign) { EXPECT_EQ(Read("%%%Y%m%d", "%20160229"), At(kLeapDay)); }

TEST(TimeFormat, RefusesWhatIsNoDayOrTime) {
  EXPECT_EQ(Read("%d/%m/%Y", "29/2/2015"), std::nullopt);
  EXPECT_EQ(Read("%d/%m/%Y", "0/1/2016"), std::nullopt);
  EXPECT_EQ(Read("%d/%m/%Y", "1/13/2016"), std::nullopt);
  EXPECT_EQ(Read("%d/%m/%Y %H:%M", "1/1/2016 24:00"), std::nullopt);
  EXPECT_EQ(Read("%d/%m/%Y %H:%M", "1/1/2016 23:60"), std::nullopt);
  EXPECT_EQ(Read("%d/%m/%Y %I %p", "1/1/2016 13 PM"), std::nullopt);
  EXPECT_EQ(Read("%Y-%m-%d", "0000-01-01"), std::nullopt);
}

TEST(TimeFormat, RefusesTextThatDoesNotFitAsAWhole) {
  EXPECT_EQ(Read("%d/%m/%Y", ""), std::nullopt);
  EXPECT_EQ(Read("%d/%m/%Y", "1/1/2016 "), std::nullopt);
  EXPECT_EQ(Read("%d/%m/%Y", " 1/1/2016"), std::nullopt);
  EXPECT_EQ(Read("%d/%m/%Y", "1/1/16"), std::nullopt);
  EXPECT_EQ(Read("%d/%b/%Y", "1/Mai/2016"), std::nullopt);
  EXPECT_EQ(Read("%Y-%m-%d%z", "2016-02-29"), std::nullopt);
}

TEST(TimeFormat, RefusesPatternsThatCannotBeRead) {
  EXPECT_THAT(FaultOf("%d/%m/%Y %Q"), HasSubstr("unknown directive %Q"));
  EXPECT_THAT(FaultOf("%d/%m/%Y %"), HasSubstr("unknown directive"));
  EXPECT_THAT(FaultOf("%d/%d/%m/%Y"), HasSubstr("has %d twice"));
  EXPECT_THAT(FaultOf("%d/%m"), HasSubstr("one year, one month and one day"));
  EXPECT_THAT(FaultOf("%d/%m/%Y %y"), HasSubstr("one year, one month and one day"));
  EXPECT_THAT(FaultOf("%d/%m/%Y %I:%M"), HasSubstr("%I with %p"));
}

}  // namespace
}  // namespace docket::docketctl
