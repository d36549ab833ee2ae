#include "tools/docketctl/import/time_zone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace docket::docketctl {
namespace {

using ::testing::HasSubstr;

// What `text` on a wall of `zone` is in UTC, or "none".
std::string ToUtc(std::string_view zone, std::string_view text) {
  const TimeReader reader({TimeFormat::Create("%Y-%m-%d %H:%M").value(),
                           TimeFormat::Create("%Y-%m-%d %H:%M%z").value()},
                          TimeZone::Find(zone).value());
  const std::optional<Time> time = reader.Read(text);
  return time ? FormatTime(*time) : "none";
}

TEST(TimeZone, TakesUtcAsItIs) {
  EXPECT_EQ(ToUtc("UTC", "2016-02-29 01:23"), "2016-02-29T01:23:00.000Z");
  EXPECT_EQ(ToUtc("UTC", "2050-07-01 00:00"), "2050-07-01T00:00:00.000Z");
}

TEST(TimeZone, FollowsTheZonesOffset) {
  EXPECT_EQ(ToUtc("Europe/Berlin", "2024-01-15 12:00"), "2024-01-15T11:00:00.000Z");
  EXPECT_EQ(ToUtc("Europe/Berlin", "2024-07-15 12:00"), "2024-07-15T10:00:00.000Z");
  EXPECT_EQ(ToUtc("Asia/Shanghai", "2024-07-15 12:00"), "2024-07-15T04:00:00.000Z");
}

TEST(TimeZone, ReadsATimeInAGapAsTheFirstInstantAfterIt) {
  EXPECT_EQ(ToUtc("Europe/Berlin", "2024-03-31 01:59"), "2024-03-31T00:59:00.000Z");
  EXPECT_EQ(ToUtc("Europe/Berlin", "2024-03-31 02:00"), "2024-03-31T01:00:00.000Z");
  EXPECT_EQ(ToUtc("Europe/Berlin", "2024-03-31 02:59"), "2024-03-31T01:00:00.000Z");
  EXPECT_EQ(ToUtc("Europe/Berlin", "2024-03-31 03:00"), "2024-03-31T01:00:00.000Z");
}

TEST(TimeZone, ReadsATimeThatHappensTwiceAsTheEarlier) {
  EXPECT_EQ(ToUtc("Europe/Berlin", "2024-10-27 02:30"), "2024-10-27T00:30:00.000Z");
  EXPECT_EQ(ToUtc("America/New_York", "2024-11-03 01:30"), "2024-11-03T05:30:00.000Z");
}

TEST(TimeZone, ReadsADayThatAZoneSkippedAsTheFirstInstantAfterIt) {
  EXPECT_EQ(ToUtc("Pacific/Apia", "2011-12-30 12:00"), "2011-12-30T10:00:00.000Z");
}

TEST(TimeZone, LetsAnOffsetInTheTextWin) {
  EXPECT_EQ(ToUtc("Europe/Berlin", "2024-07-15 12:00-0400"), "2024-07-15T16:00:00.000Z");
}

TEST(TimeZone, RefusesTimesWhoseDaylightSavingIsUnknown) {
  EXPECT_EQ(ToUtc("America/New_York", "2037-07-01 00:00"), "2037-07-01T04:00:00.000Z");
  EXPECT_EQ(ToUtc("America/New_York", "2038-07-01 00:00"), "none");
}

TEST(TimeZone, RefusesNamesThatNoZoneHas) {
  const absl::Status status = TimeZone::Find("Mars/Olympus").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(Message(status)), HasSubstr("Mars/Olympus"));
}

TEST(TimeReader, TriesFormatsInOrder) {
  const TimeReader reader(
      {TimeFormat::Create("%d/%m/%Y").value(), TimeFormat::Create("%m/%d/%Y").value()}, TimeZone());
  EXPECT_EQ(FormatTime(*reader.Read("2/3/2016")), "2016-03-02T00:00:00.000Z");
  EXPECT_EQ(FormatTime(*reader.Read("2/13/2016")), "2016-02-13T00:00:00.000Z");
  EXPECT_EQ(reader.Read("13/13/2016"), std::nullopt);
}

}  // namespace
}  // namespace docket::docketctl
