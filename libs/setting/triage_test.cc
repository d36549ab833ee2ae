#include "libs/setting/triage.h"

#include "libs/setting/kind_test.h"

namespace docket::setting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

v1::Document Rules() {
  return DocumentOf(R"(
    name: 'default'
    triage_rules {
      items {
        id: 'refund'
        condition { any { test { path: 'subject' matches: '退款|refund' } }
                    any { test { path: 'opened' within: 'work' } } }
        kind: TICKET_KIND_COMPLAINT
        category { levels: ['售后', '退款'] }
        priority: PRIORITY_HIGH
        feeling: FEELING_UPSET
        team: 'first'
        tags: ['a', 'b']
        skills { name: 'refund' level: 2 }
        followers: 'ada'
        boost: 1
      }
      items { id: 'rest' stop: true }
    })");
}

template <typename How>
std::vector<std::string> With(How how) {
  return ToldAfter(Rules(), [&](v1::Document& document) {
    how(*document.mutable_triage_rules()->mutable_items(0));
  });
}

TEST(TriageRulesDocument, MayBePublishedWholeOrEmpty) {
  EXPECT_THAT(Told(Rules()), IsEmpty());
  EXPECT_THAT(Told(DocumentOf("name: 'default' triage_rules {}")), IsEmpty());
}

TEST(TriageRulesDocument, IsTheOnlyOneOfItsKind) {
  EXPECT_THAT(ToldAfter(Rules(), [](v1::Document& document) { document.set_name("mine"); }),
              ElementsAre("name must be default"));
}

TEST(TriageRulesDocument, HasIdsOnce) {
  EXPECT_THAT(With([](v1::TriageRule& rule) { rule.set_id("rest"); }),
              ElementsAre("triage_rules.items[1].id must be other than those before it"));
  EXPECT_THAT(With([](v1::TriageRule& rule) { rule.clear_id(); }),
              ElementsAre(StartsWith("triage_rules.items[0].id must be 1 to 64 of a-z")));
}

TEST(TriageRulesDocument, AsksWhatThereIs) {
  EXPECT_THAT(
      With([](v1::TriageRule& rule) {
        rule.mutable_condition()->mutable_any(0)->mutable_test()->set_path("mood");
        rule.mutable_condition()->mutable_any(1)->mutable_test()->set_within("night");
      }),
      ElementsAre(
          "triage_rules.items[0].condition.any[0].test.path must be a known path",
          "triage_rules.items[0].condition.any[1].test.within must be a published calendar"));
  EXPECT_THAT(
      With([](v1::TriageRule& rule) {
        rule.mutable_condition()->mutable_any(0)->mutable_test()->set_path("feeling");
        rule.mutable_condition()->mutable_any(0)->mutable_test()->set_equals("bored");
      }),
      ElementsAre("triage_rules.items[0].condition.any[0].test.equals must be a known value"));
}

TEST(TriageRulesDocument, SaysWhatTicketsHave) {
  EXPECT_THAT(With([](v1::TriageRule& rule) { rule.set_kind(ticket::v1::TicketKind(9)); }),
              ElementsAre(StartsWith("triage_rules.items[0].kind must be one of")));
  EXPECT_THAT(With([](v1::TriageRule& rule) { rule.set_priority(ticket::v1::Priority(9)); }),
              ElementsAre(StartsWith("triage_rules.items[0].priority must be one of")));
  EXPECT_THAT(With([](v1::TriageRule& rule) { rule.set_feeling(ticket::v1::Feeling(9)); }),
              ElementsAre(StartsWith("triage_rules.items[0].feeling must be one of")));
  EXPECT_THAT(With([](v1::TriageRule& rule) { rule.mutable_category()->clear_levels(); }),
              ElementsAre("triage_rules.items[0].category.levels must be 1 to 5 elements"));
  EXPECT_THAT(With([](v1::TriageRule& rule) { rule.mutable_category()->add_levels(""); }),
              ElementsAre("triage_rules.items[0].category.levels[2] must be 1 to 64 characters"));
  EXPECT_THAT(With([](v1::TriageRule& rule) { rule.set_tags(1, "a"); }),
              ElementsAre("triage_rules.items[0].tags[1] must be other than those before it"));
  EXPECT_THAT(With([](v1::TriageRule& rule) { rule.set_tags(1, ""); }),
              ElementsAre("triage_rules.items[0].tags[1] must be 1 to 64 characters"));
  EXPECT_THAT(With([](v1::TriageRule& rule) { rule.mutable_skills(0)->set_level(0); }),
              ElementsAre("triage_rules.items[0].skills[0].level must be from 1 to 5"));
  EXPECT_THAT(With([](v1::TriageRule& rule) { rule.set_boost(4); }),
              ElementsAre("triage_rules.items[0].boost must be from 0 to 3"));
}

TEST(TriageRulesDocument, NamesWhatIsInForce) {
  EXPECT_THAT(With([](v1::TriageRule& rule) { rule.set_team("third"); }),
              ElementsAre("triage_rules.items[0].team must be the name of a team in force"));
  EXPECT_THAT(
      With([](v1::TriageRule& rule) { rule.add_followers("bob"); }),
      ElementsAre("triage_rules.items[0].followers[1] must be the name of an agent in force"));
}

TEST(TriageRulesDocument, HasNoRuleThatSaysNothing) {
  EXPECT_THAT(
      ToldAfter(Rules(),
                [](v1::Document& document) {
                  document.mutable_triage_rules()->mutable_items(1)->clear_stop();
                }),
      ElementsAre("triage_rules.items[1] must be one that says something of a ticket, or stops"));
}

TEST(TriageRulesDocument, IsBounded) {
  const auto told = [](int rules, int patterns) {
    v1::Document document = DocumentOf("name: 'default' triage_rules {}");
    for (int i = 0; i < rules; ++i) {
      v1::TriageRule& rule = *document.mutable_triage_rules()->add_items();
      rule.set_id(std::to_string(i));
      rule.set_stop(true);
      if (i >= patterns) continue;
      rule.mutable_condition()->mutable_test()->set_path("subject");
      rule.mutable_condition()->mutable_test()->set_matches("a");
    }
    return Told(document);
  };
  EXPECT_THAT(told(500, 100), IsEmpty());
  EXPECT_THAT(told(500, 101),
              ElementsAre("triage_rules.items must be of at most 100 regular expressions in all"));
  EXPECT_THAT(told(501, 0), ElementsAre("triage_rules.items must be at most 500 elements"));
}

}  // namespace
}  // namespace docket::setting
