#include "services/intake/api/setting_compilation.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/calendar/working_time.h"

namespace docket::intake {
namespace {

using setting::v1::Document;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Time kAt = *ParseTime("2026-03-01T08:00:00Z");

Document Calendar(const std::string& zone, const std::string& end) {
  Document document;
  document.mutable_calendar()->set_zone(zone);
  auto& hours = *document.mutable_calendar()->mutable_week()->add_monday();
  hours.set_start("09:00");
  hours.set_end(end);
  return document;
}

Document Tenant(const std::string& zone) {
  Document document;
  document.mutable_tenant()->set_zone(zone);
  return document;
}

SettingCompilation Compiled(const Document& document) {
  absl::StatusOr<SettingCompilation> compiled = Compile(document, kAt);
  EXPECT_TRUE(compiled.ok()) << compiled.status();
  return compiled.ok() ? *std::move(compiled) : SettingCompilation{};
}

TEST(SettingCompilation, GivesACalendarsHoursAsInstants) {
  const SettingCompilation compiled = Compiled(Calendar("Asia/Shanghai", "17:00"));
  EXPECT_THAT(compiled.faults, IsEmpty());
  ASSERT_TRUE(compiled.calendar.has_value());
  EXPECT_FALSE(compiled.zone.has_value());
  const calendar::WorkingTime time(*compiled.calendar);
  EXPECT_EQ(time.Measure(*ParseTime("2026-03-02T00:00:00Z"), *ParseTime("2026-03-02T02:00:00Z")),
            std::chrono::hours(1));
}

TEST(SettingCompilation, TellsOfAZoneThatIsNot) {
  const SettingCompilation compiled = Compiled(Calendar("Mars/Olympus", "17:00"));
  EXPECT_THAT(compiled.faults, ElementsAre(::testing::Field(&Fault::field, "calendar.zone")));
  EXPECT_FALSE(compiled.calendar.has_value());
  EXPECT_THAT(Compiled(Tenant("Mars/Olympus")).faults,
              ElementsAre(::testing::Field(&Fault::field, "tenant.zone")));
}

TEST(SettingCompilation, TellsOfACalendarThatNeverOpens) {
  Document document;
  document.mutable_calendar()->set_zone("Etc/UTC");
  EXPECT_THAT(Compiled(document).faults,
              ElementsAre(Fault{"calendar", "open at some time in the next 366 days",
                                "the calendar never opens from 2026-03-01T08:00:00.000Z to "
                                "2027-03-02T08:00:00.000Z; give open hours to a weekday, or to a "
                                "date in these 366 days"}));
}

TEST(SettingCompilation, LeavesWhatIsFaultyByItself) {
  const SettingCompilation compiled = Compiled(Calendar("Asia/Shanghai", "8:00"));
  EXPECT_THAT(compiled.faults, IsEmpty());
  EXPECT_FALSE(compiled.calendar.has_value());
}

TEST(SettingCompilation, GivesATenantsZoneSince1970) {
  const SettingCompilation compiled = Compiled(Tenant("Europe/Berlin"));
  EXPECT_THAT(compiled.faults, IsEmpty());
  ASSERT_TRUE(compiled.zone.has_value());
  EXPECT_EQ(compiled.zone->start_time().seconds(), 0);
  EXPECT_EQ(compiled.zone->changes(0).offset_seconds(), 3600);
  // Summer time came there in 1980, and twice a year the clocks have changed since.
  EXPECT_EQ(compiled.zone->changes(1).time().seconds(), 323830800);
  EXPECT_EQ(compiled.zone->changes(1).offset_seconds(), 7200);
  EXPECT_EQ(compiled.zone->changes_size(), 1 + 2 * 58);
  EXPECT_FALSE(compiled.zone->tzdata_version().empty());
}

TEST(SettingCompilation, LooksAtNoOtherKind) {
  Document document;
  document.mutable_pool()->set_label("Home");
  EXPECT_FALSE(IsCompiled(document));
  const SettingCompilation compiled = Compiled(document);
  EXPECT_THAT(compiled.faults, IsEmpty());
  EXPECT_FALSE(compiled.calendar.has_value() || compiled.zone.has_value());
  EXPECT_TRUE(IsCompiled(Tenant("Etc/UTC")));
  EXPECT_TRUE(IsCompiled(Calendar("Etc/UTC", "17:00")));
}

}  // namespace
}  // namespace docket::intake
