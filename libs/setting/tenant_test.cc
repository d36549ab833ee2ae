#include "libs/setting/tenant.h"

#include "libs/setting/kind_test.h"

namespace docket::setting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Document Acme() {
  return DocumentOf(R"(
    name: 'default'
    tenant {
      zone: 'Asia/Shanghai'
      languages: ['zh-CN', 'en', 'zh-Hant-HK', 'es-419', 'fil']
      calendar: 'work'
      windows {
        remind_after { seconds: 86400 }
        solve_after { seconds: 172800 }
        reopen_window { seconds: 604800 }
        closing_reminder { seconds: 3600 }
        rating_window { seconds: 2592000 }
      }
      thanks_phrases: ['谢谢!', 'Thank you']
      catch_all_team: 'first'
    })");
}

template <typename How>
std::vector<std::string> With(How how) {
  return ToldAfter(Acme(), [&](v1::Document& document) { how(*document.mutable_tenant()); });
}

TEST(TenantDocument, MayBePublishedWholeOrWithWhatIsRequiredAlone) {
  EXPECT_THAT(Told(Acme()), IsEmpty());
  EXPECT_THAT(Told(DocumentOf("name: 'default' tenant { zone: 'Etc/GMT+8' languages: 'en' "
                              "catch_all_team: 'first' }")),
              IsEmpty());
}

TEST(TenantDocument, IsTheOnlyOneOfItsKind) {
  EXPECT_THAT(ToldAfter(Acme(), [](v1::Document& document) { document.set_name("acme"); }),
              ElementsAre("name must be default"));
}

TEST(TenantDocument, HasAZoneOfTheIanaForm) {
  constexpr std::string_view kRule =
      "tenant.zone must be the IANA name of a time zone, such as Europe/Berlin or Asia/Shanghai";
  for (const std::string_view zone : {"", "Asia/Shang hai", "../etc/passwd", "上海"}) {
    EXPECT_THAT(With([&](v1::Tenant& tenant) { tenant.set_zone(std::string(zone)); }),
                ElementsAre(kRule))
        << zone;
  }
}

TEST(TenantDocument, SpeaksLanguagesInTheirOneSpelling) {
  EXPECT_THAT(With([](v1::Tenant& tenant) { tenant.clear_languages(); }),
              ElementsAre("tenant.languages must be 1 to 20 elements"));
  for (const std::string_view tag : {"", "e", "EN", "english", "zh_CN", "zh-cn", "zh-", "zh-CN-x",
                                     "zh-hans", "zh-Hans-", "1a"}) {
    EXPECT_THAT(
        With([&](v1::Tenant& tenant) { tenant.set_languages(1, std::string(tag)); }),
        ElementsAre("tenant.languages[1] must be a language as BCP 47 writes it, such as en or "
                    "zh-CN"))
        << tag;
  }
  EXPECT_THAT(With([](v1::Tenant& tenant) { tenant.set_languages(1, "zh-CN"); }),
              ElementsAre("tenant.languages[1] must be other than those before it"));
}

TEST(TenantDocument, NamesACalendarAndATeamInForce) {
  EXPECT_THAT(With([](v1::Tenant& tenant) { tenant.set_calendar("rest"); }),
              ElementsAre("tenant.calendar must be the name of a calendar in force"));
  EXPECT_THAT(With([](v1::Tenant& tenant) { tenant.clear_catch_all_team(); }),
              ElementsAre("tenant.catch_all_team must be the name of a team in force"));
}

TEST(TenantDocument, HasWindowsWithinBounds) {
  const auto with = [](auto how) {
    return With([&](v1::Tenant& tenant) { how(*tenant.mutable_windows()); });
  };
  EXPECT_THAT(with([](auto& windows) { windows.mutable_remind_after()->set_seconds(59); }),
              ElementsAre("tenant.windows.remind_after must be a duration in whole milliseconds "
                          "from 1 minute to 90 days"));
  EXPECT_THAT(with([](auto& windows) { windows.mutable_solve_after()->set_seconds(366 * 86400); }),
              ElementsAre("tenant.windows.solve_after must be a duration in whole milliseconds "
                          "from 1 minute to 365 days"));
  EXPECT_THAT(with([](auto& windows) { windows.mutable_reopen_window()->set_nanos(1); }),
              ElementsAre("tenant.windows.reopen_window must be a duration in whole milliseconds "
                          "from 1 minute to 365 days"));
  EXPECT_THAT(with([](auto& windows) { windows.mutable_closing_reminder()->set_seconds(-60); }),
              ElementsAre("tenant.windows.closing_reminder must be a duration in whole "
                          "milliseconds from 1 minute to 365 days"));
  EXPECT_THAT(
      with([](auto& windows) { windows.mutable_rating_window()->set_seconds(int64_t{1} << 62); }),
      ElementsAre("tenant.windows.rating_window must be a duration in whole milliseconds from 1 "
                  "minute to 365 days"));
}

TEST(TenantDocument, HasWindowsInTheirOrderGivenOrNot) {
  const auto with = [](auto how) {
    return With([&](v1::Tenant& tenant) { how(*tenant.mutable_windows()); });
  };
  EXPECT_THAT(with([](auto& windows) { windows.mutable_solve_after()->set_seconds(86400); }),
              ElementsAre("tenant.windows.solve_after must be longer than remind_after, 1 day"));
  EXPECT_THAT(with([](auto& windows) { windows.clear_remind_after(); }),
              ElementsAre("tenant.windows.solve_after must be longer than remind_after, 3 days"));
  EXPECT_THAT(
      with([](auto& windows) {
        windows.clear_closing_reminder();
        windows.mutable_reopen_window()->set_seconds(86400);
      }),
      ElementsAre("tenant.windows.closing_reminder must be shorter than reopen_window, 1 day"));
}

TEST(TenantDocument, KnowsThanksByWhatIsLeftOfThem) {
  EXPECT_THAT(With([](v1::Tenant& tenant) { tenant.set_thanks_phrases(0, " !! "); }),
              ElementsAre("tenant.thanks_phrases[0] must be 1 to 20 characters besides white space "
                          "and punctuation"));
  EXPECT_THAT(With([](v1::Tenant& tenant) { tenant.set_thanks_phrases(0, "thank-YOU"); }),
              ElementsAre("tenant.thanks_phrases[1] must be other than those before it, whatever "
                          "case and punctuation"));
  EXPECT_THAT(With([](v1::Tenant& tenant) {
                for (int i = 0; i < 199; ++i) tenant.add_thanks_phrases(std::to_string(i));
              }),
              ElementsAre("tenant.thanks_phrases must be at most 200 elements"));
}

TEST(TenantDocument, IsToldAllFaultsAtOnce) {
  EXPECT_THAT(Told(DocumentOf("name: 'acme' tenant { calendar: 'x' thanks_phrases: '' }")),
              ElementsAre("name must be default", ::testing::StartsWith("tenant.zone must be"),
                          "tenant.languages must be 1 to 20 elements",
                          "tenant.calendar must be the name of a calendar in force",
                          ::testing::StartsWith("tenant.thanks_phrases[0] must be 1 to 20"),
                          "tenant.catch_all_team must be the name of a team in force"));
}

}  // namespace
}  // namespace docket::setting
