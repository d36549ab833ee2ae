#include "services/intake/domain/tenant_rules.h"

#include <gtest/gtest.h>

#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

// "acme" with windows and words of its own.
class OwnRules {
 public:
  OwnRules() {
    setting::v1::Document document;
    testing::ParseText(
        "name: 'default' tenant { thanks_phrases: ['Cheers!', '多谢'] windows {"
        " remind_after { seconds: 3600 } solve_after { seconds: 7200 }"
        " reopen_window { seconds: 86400 } closing_reminder { seconds: 600 }"
        " rating_window { seconds: 600 } } }",
        document, std::source_location::current());
    book_.Publish("acme", document);
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
