#include "services/intake/domain/tenant_rules.h"

#include <gtest/gtest.h>

#include "libs/setting/setting_id.h"
#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

// "acme" with windows and words of its own, eight hours ahead of UTC.
class OwnRules {
 public:
  OwnRules() {
    setting::v1::SettingCommit commit;
    commit.mutable_header()->set_tenant("acme");
    commit.mutable_header()->set_aggregate_id(
        setting::SettingId::Of("acme", "tenant", "default").text());
    commit.mutable_header()->set_version(1);
    setting::v1::SettingPublished& published = *commit.add_events()->mutable_published();
    published.mutable_zone()->add_changes()->set_offset_seconds(8 * 3600);
    testing::ParseText(
        "name: 'default' tenant { thanks_phrases: ['Cheers!', '多谢'] windows {"
        " remind_after { seconds: 3600 } solve_after { seconds: 7200 }"
        " reopen_window { seconds: 86400 } closing_reminder { seconds: 600 }"
        " rating_window { seconds: 600 } } }",
        *published.mutable_document(), std::source_location::current());
    book_.Add(1, commit);
  }
  CommandOptions By(CommandOptions who) const {
    who.settings = &settings_;
    return who;
  }

 private:
  setting::SettingBook book_;
  const setting::Settings settings_{book_, 1};
};

TEST(TenantRules, SayHowLongATicketWaits) {
  const OwnRules rules;
  Given<Ticket>({kOpenedLive})
      .When("wait {}", kNoon, rules.By(kAgent))
      .Then({"waiting { reminder_time { seconds: 46800 } silence_time { seconds: 50400 } }"});
  Given<Ticket>({kOpenedLive})
      .When("solve { resolution: RESOLUTION_FIXED }", kNoon, rules.By(kAgent))
      .Then({"solved { number: 1 resolution: RESOLUTION_FIXED reminder_time { seconds: 129000 }"
             " close_time { seconds: 129600 } rating_end_time { seconds: 43800 } }"});
}

TEST(TenantRules, AreThoseOfDocketWhereATenantSaysNothing) {
  const Teams teams;  // Settings without a document of the tenant.
  Given<Ticket>({kOpenedLive}).When("wait {}", kNoon, teams.By(kAgent)).Then({Waiting()});
}

TEST(TenantRules, SayWhenADayOfFiveUrgesEnds) {
  const OwnRules rules;
  const auto urged = Given<Ticket>({kOpened}).And(
      {"urged { number: 1 number_of_day: 4 }", "urged { number: 2 number_of_day: 5 }"}, kNoon);
  const Time midnight = kNoon + std::chrono::hours(4);
  urged.When("urge {}", midnight - std::chrono::milliseconds(1), rules.By(kAda))
      .ThenRejected(v1::TICKET_REJECTION_URGE_TOO_SOON, {{"retry_at", FormatTime(midnight)}});
  urged.When("urge {}", midnight, rules.By(kAda))
      .Then({"urged { number: 3 number_of_day: 1 }",
             "prioritised { priority: PRIORITY_HIGH source: JUDGEMENT_SOURCE_BOOST }"});
}

TEST(TenantRules, DoNotMoveTheInstantsOfATicketThatHasThem) {
  const OwnRules rules;
  const std::string solved = Solved("number: 1 resolution: RESOLUTION_FIXED");
  // Under the tenant's windows it would have closed, and could be rated no more.
  Given<Ticket>({kOpenedLive, solved})
      .When("rate { rating { score: 5 } }", kNoon + std::chrono::days(2), rules.By(kAda))
      .Then({"rated { solve: 1 rating { score: 5 } }"});
  Given<Ticket>({kOpenedLive, solved})
      .When("lapse { kind: LAPSE_KIND_REOPEN_WINDOW mark_version: 2 }",
            kNoon + std::chrono::days(2), rules.By(kRouting))
      .ThenRejected(v1::TICKET_REJECTION_LAPSE_STALE);
}

TEST(TenantRules, SayWhichWordsOnlyGiveThanks) {
  const OwnRules rules;
  const auto said = [&rules](const std::string& text) {
    const auto outcome =
        Given<Ticket>({kOpenedLive, Solved("number: 1 resolution: RESOLUTION_FIXED")}, kNoon)
            .When("comment { visibility: COMMENT_VISIBILITY_PUBLIC text: '" + text + "' }", kNoon,
                  rules.By(kAda));
    return outcome.state().status();
  };
  EXPECT_EQ(said("cheers"), v1::TICKET_STATUS_SOLVED);
  EXPECT_EQ(said("多谢。"), v1::TICKET_STATUS_SOLVED);
  EXPECT_EQ(said("thanks"), v1::TICKET_STATUS_OPEN);  // Not one of theirs.
}

}  // namespace
}  // namespace docket::intake
