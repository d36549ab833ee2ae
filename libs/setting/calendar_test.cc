// Documents that come with what they were compiled to: calendars, and tenants for their zone.

#include "libs/calendar/working_time.h"
#include "libs/setting/kind_test.h"
#include "libs/setting/setting.h"
#include "libs/setting/setting_id.h"

namespace docket::setting {
namespace {

using docket::testing::CommandOptions;
using docket::testing::Given;
using eventing::Role;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Time kNoon{std::chrono::hours(12)};

constexpr std::string_view kDocument =
    "document { name: 'work' calendar { zone: 'Etc/UTC' week { monday { start: '09:00' end: "
    "'17:00' } } } }";
constexpr std::string_view kCompiled =
    "calendar { tzdata_version: '2025b' start_time { seconds: 0 } end_time { seconds: 86400 } "
    "spans: [32400, 28800] }";

// What the administrator of "acme" says of the document `name` of `kind`.
class Administrator {
 public:
  Administrator(std::string_view kind, std::string_view name)
      : id_(SettingId::Of("acme", kind, name).text()), settings_(AcmeBook().Newest()) {}

  CommandOptions Says() const {
    return {.actor = "kind: KIND_AGENT id: 'root'",
            .roles = {Role::kAdministrator},
            .aggregate_id = id_,
            .settings = &settings_};
  }

 private:
  const std::string id_;
  const Settings settings_;
};

std::string Joined(std::string_view kind, std::string_view document, std::string_view compiled) {
  return std::string(kind) + " { " + std::string(document) + " " + std::string(compiled) + " }";
}

TEST(CalendarDocument, MayBePublishedWhole) {
  EXPECT_THAT(Told(DocumentOf("name: 'work' calendar { zone: 'Asia/Shanghai' week { monday { "
                              "start: '09:00' end: '18:00' } } dates { date: '2026-10-10' as: "
                              "'monday' } }")),
              IsEmpty());
}

TEST(CalendarDocument, IsToldWhatItsOwnRulesSay) {
  EXPECT_THAT(Told(DocumentOf("name: 'At work' calendar { zone: 'Asia/Shanghai' week { monday { "
                              "start: '9' end: '18:00' } } dates { date: '10.10.' closed: true } "
                              "}")),
              ElementsAre("name must be 1 to 64 of a-z, 0-9, '-', '_' and '.'",
                          ::testing::StartsWith("calendar.week.monday[0].start must be"),
                          ::testing::StartsWith("calendar.dates[0].date must be")));
}

TEST(CalendarDocument, IsPublishedWithItsCompilation) {
  const Administrator root("calendar", "work");
  Given<Setting>({})
      .When(Joined("publish", kDocument, kCompiled), kNoon, root.Says())
      .Then({Joined("published", kDocument, kCompiled)});
}

TEST(CalendarDocument, IsAnotherOnceItIsCompiledOtherwise) {
  const Administrator root("calendar", "work");
  const std::string published = Joined("published", kDocument, kCompiled);
  Given<Setting>({published})
      .When(Joined("publish", kDocument, kCompiled), kNoon, root.Says())
      .ThenRejected(v1::SETTING_REJECTION_NO_CHANGE);
  for (const std::string_view other :
       {"calendar { tzdata_version: '2026a' start_time { seconds: 0 } end_time { seconds: 86400 } "
        "spans: [32400, 28800] }",
        "calendar { tzdata_version: '2025b' start_time { seconds: 15552000 } "
        "end_time { seconds: 15638400 } spans: [32400, 28800] }"}) {
    Given<Setting>({published})
        .When(Joined("publish", kDocument, other), kNoon, root.Says())
        .Then({Joined("published", kDocument, other)});
  }
}

// A file that is applied every night says the same every night.
TEST(CalendarDocument, IsTheSameForHalfAYear) {
  const Administrator root("calendar", "work");
  Given<Setting>({Joined("published", kDocument, kCompiled)})
      .When(Joined("publish", kDocument,
                   "calendar { tzdata_version: '2025b' start_time { seconds: 15551999 } "
                   "end_time { seconds: 15638399 } spans: [32400, 28800] }"),
            kNoon, root.Says())
      .ThenRejected(v1::SETTING_REJECTION_NO_CHANGE);
}

TEST(CalendarDocument, TellsWhatItsCompilationFoundBesideTheRest) {
  const Administrator root("calendar", "work");
  Given<Setting>({})
      .When(
          "publish { document { name: 'work' calendar { zone: 'Mars/Olympus' week { monday { "
          "start: '9' end: '18:00' } } } } faults { field: 'calendar.zone' rule: 'a zone' } }",
          kNoon, root.Says())
      .ThenRejected(v1::SETTING_REJECTION_FIELD_INVALID,
                    {{"faults", "2"}, {"field", "calendar.week.monday[0].start"}});
}

TEST(CalendarDocument, IsKeptInTheBookAsItWasCompiledRetiredOrNot) {
  SettingBook book;
  v1::SettingCommit commit;
  commit.mutable_header()->set_tenant("acme");
  commit.mutable_header()->set_aggregate_id("SE-1");
  docket::testing::ParseText(Joined("published", kDocument, kCompiled), *commit.add_events(),
                             std::source_location::current());
  book.Add(1, commit);
  const PublishedPtr found = book.Newest().Find("acme", v1::Document::kCalendar, "work");
  ASSERT_NE(found, nullptr);
  ASSERT_NE(found->hours, nullptr);
  EXPECT_EQ(found->hours->NextChange(Time{}), Time(std::chrono::hours(9)));
}

// Decides on `command` for a document of `kind` called `name`.
absl::Status DecideOn(std::string_view kind, std::string_view name, const std::string& command) {
  v1::SettingCommand parsed;
  docket::testing::ParseText(command, parsed, std::source_location::current());
  const Settings settings = AcmeBook().Newest();
  const std::string id = SettingId::Of("acme", kind, name).text();
  const eventing::Actor actor;
  const eventing::DecisionContext context{.now = kNoon,
                                          .tenant = "acme",
                                          .aggregate_id = id,
                                          .actor = actor,
                                          .roles = {Role::kAdministrator},
                                          .settings = &settings};
  return Setting::Decide({}, parsed, context).status();
}

TEST(Compilation, ComesWithCalendarsAndTenantsAndWithNothingElse) {
  const std::string pool = "document { name: 'home' pool { label: 'Home' } }";
  const std::string tenant =
      "document { name: 'default' tenant { zone: 'Etc/UTC' languages: 'en' catch_all_team: "
      "'first' } }";
  const auto code = [](std::string_view kind, std::string_view name, const std::string& command) {
    return DecideOn(kind, name, command).code();
  };
  EXPECT_EQ(code("calendar", "work", Joined("publish", kDocument, "")),
            absl::StatusCode::kInternal);
  EXPECT_EQ(code("calendar", "work", Joined("publish", kDocument, "zone {}")),
            absl::StatusCode::kInternal);
  EXPECT_EQ(code("pool", "home", Joined("publish", pool, kCompiled)), absl::StatusCode::kInternal);
  EXPECT_EQ(code("pool", "home", Joined("publish", pool, "zone {}")), absl::StatusCode::kInternal);
  EXPECT_EQ(code("pool", "home", Joined("publish", pool, "")), absl::StatusCode::kOk);
  EXPECT_EQ(code("tenant", "default", Joined("publish", tenant, "")), absl::StatusCode::kInternal);
  EXPECT_EQ(code("tenant", "default", Joined("publish", tenant, "zone {}")), absl::StatusCode::kOk);
}

}  // namespace
}  // namespace docket::setting
