#include "services/routing/domain/triage.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/setting/setting_book.h"
#include "libs/testing/given_when_then.h"

namespace docket::routing {
namespace {

using setting::v1::Document;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ticket_facts::TicketFacts;

template <typename Message>
Message Of(std::string_view text,
           const std::source_location& where = std::source_location::current()) {
  Message message;
  docket::testing::ParseText(text, message, where);
  return message;
}

// A tenant with two teams in two pools.
class Company {
 public:
  Company() {
    Publish("name: 'support' pool { label: 'Support' }");
    Publish("name: 'experts' pool { label: 'Experts' }");
    Publish("name: 'first' team { label: 'First' pool: 'support' }");
    Publish("name: 'refunds' team { label: 'Refunds' pool: 'experts' }");
    Publish("name: 'default' tenant { zone: 'UTC' languages: 'en' catch_all_team: 'first' }");
  }

  void Publish(std::string_view document) { book_.Publish("acme", Of<Document>(document)); }
  void Rules(const std::string& items) {
    Publish("name: 'default' triage_rules { " + items + " }");
  }

  std::optional<ticket::v1::TriageTicket> Triage(const TicketFacts& ticket) const {
    const setting::Settings settings = book_.Newest();
    const TriageRuleSet rules(settings.Find("acme", Document::kTriageRules, "default"));
    return routing::Triage({ticket, nullptr}, rules, settings);
  }
  std::optional<ticket::v1::QueueTicket> Queue(const TicketFacts& ticket) const {
    return routing::Queue(ticket, book_.Newest());
  }

 private:
  setting::SettingBook book_;
};

TicketFacts Ticket(const std::string& more = "") {
  TicketFacts facts = Of<TicketFacts>(
      "tenant: 'acme' subject: 'My refund' priority: PRIORITY_NORMAL feeling: FEELING_CALM "
      "feeling_source: JUDGEMENT_SOURCE_RULE triage_version: 3");
  facts.MergeFrom(Of<TicketFacts>(more));
  return facts;
}

constexpr char kOfRefunds[] =
    "condition { test { path: 'subject' contains_any { words: 'refund' } } }";

TEST(Triage, GivesWhatNoRuleKnowsToTheCatchAll) {
  const auto triage = Company().Triage(Ticket());
  ASSERT_TRUE(triage.has_value());
  EXPECT_EQ(triage->team_id(), "first");
  EXPECT_EQ(triage->pool_id(), "support");
  EXPECT_EQ(triage->cause_version(), 3u);
  EXPECT_EQ(triage->priority(), ticket::v1::PRIORITY_NORMAL);
  EXPECT_THAT(triage->matched_rule_ids(), IsEmpty());
}

TEST(Triage, WaitsWhileThereIsNoTeamAtAll) {
  const setting::SettingBook nothing;
  EXPECT_FALSE(Triage({Ticket(), nullptr}, TriageRuleSet(nullptr), nothing.Newest()).has_value());
  EXPECT_FALSE(Queue(Ticket("team_id: 'first'"), nothing.Newest()).has_value());
}

TEST(Triage, LetsTheFirstRuleSayWhatThereIsOneOf) {
  Company company;
  company.Rules(R"(
    items { id: 'a' condition { test { path: 'subject' equals: 'Other' } } team: 'first' }
    items { id: 'b' )" +
                std::string(kOfRefunds) + R"( team: 'refunds' kind: TICKET_KIND_REQUEST }
    items { id: 'c' team: 'first' kind: TICKET_KIND_FAULT priority: PRIORITY_HIGH
            category { levels: 'money' } })");
  const auto triage = company.Triage(Ticket());
  ASSERT_TRUE(triage.has_value());
  EXPECT_THAT(triage->matched_rule_ids(), ElementsAre("b", "c"));
  EXPECT_EQ(triage->team_id(), "refunds");
  EXPECT_EQ(triage->pool_id(), "experts");
  EXPECT_EQ(triage->kind(), ticket::v1::TICKET_KIND_REQUEST);
  EXPECT_EQ(triage->priority(), ticket::v1::PRIORITY_HIGH);
  EXPECT_EQ(triage->category_source(), ticket::v1::JUDGEMENT_SOURCE_RULE);
}

TEST(Triage, AddsUpTheRest) {
  Company company;
  company.Rules(R"(
    items { id: 'a' tags: ['x', 'y'] skills { name: 'english' level: 2 } boost: 1 followers: 'ann' }
    items { id: 'b' tags: ['y', 'z'] skills { name: 'english' level: 4 } boost: 1
            skills { name: 'lamps' level: 1 } })");
  const auto triage = company.Triage(Ticket());
  ASSERT_TRUE(triage.has_value());
  EXPECT_THAT(triage->tags(), ElementsAre("x", "y", "z"));
  EXPECT_THAT(triage->follower_ids(), ElementsAre("ann"));
  ASSERT_EQ(triage->skills_size(), 2);
  EXPECT_EQ(triage->skills(0).name(), "english");
  EXPECT_EQ(triage->skills(0).level(), 4u);
  EXPECT_EQ(triage->priority(), ticket::v1::PRIORITY_URGENT);
}

TEST(Triage, EndsWhereARuleSaysSo) {
  Company company;
  company.Rules("items { id: 'a' tags: 'x' stop: true } items { id: 'b' tags: 'y' }");
  EXPECT_THAT(company.Triage(Ticket())->matched_rule_ids(), ElementsAre("a"));
}

TEST(Triage, PassesOverATeamThatIsInForceNoMore) {
  Company company;
  company.Rules("items { id: 'a' team: 'gone' } items { id: 'b' team: 'refunds' }");
  EXPECT_EQ(company.Triage(Ticket())->team_id(), "refunds");
}

TEST(Triage, RaisesThePriorityOfAnAngryCustomerToAtMostUrgent) {
  const Company company;
  const auto priority = [&company](const std::string& more) {
    return company.Triage(Ticket(more))->priority();
  };
  EXPECT_EQ(priority("feeling: FEELING_UNEASY"), ticket::v1::PRIORITY_NORMAL);
  EXPECT_EQ(priority("feeling: FEELING_UPSET"), ticket::v1::PRIORITY_HIGH);
  EXPECT_EQ(priority("feeling: FEELING_FURIOUS"), ticket::v1::PRIORITY_URGENT);
  Company boosted;
  boosted.Rules("items { id: 'a' boost: 3 }");
  EXPECT_EQ(boosted.Triage(Ticket("feeling: FEELING_FURIOUS"))->priority(),
            ticket::v1::PRIORITY_URGENT);
}

TEST(Triage, BelievesAPersonAboutTheFeelingMoreThanARule) {
  Company company;
  company.Rules("items { id: 'a' feeling: FEELING_FURIOUS }");
  EXPECT_EQ(company.Triage(Ticket())->priority(), ticket::v1::PRIORITY_URGENT);
  EXPECT_EQ(company.Triage(Ticket("feeling_source: JUDGEMENT_SOURCE_MANUAL"))->priority(),
            ticket::v1::PRIORITY_NORMAL);
}

TEST(Triage, NamesNoMoreThanATicketTakes) {
  Company company;
  std::string items;
  for (int i = 0; i < 150; ++i) {
    const std::string n = std::to_string(i);
    items += "items { id: 'r" + n + "' tags: 't" + n + "' skills { name: 's" + n + "' level: 1 } }";
  }
  company.Rules(items);
  const auto triage = company.Triage(Ticket());
  ASSERT_TRUE(triage.has_value());
  EXPECT_EQ(triage->matched_rule_ids_size(), 100);
  EXPECT_EQ(triage->tags_size(), 50);
  EXPECT_EQ(triage->skills_size(), 100);
}

TEST(Queue, GoesToTheTeamThatIsKnown) {
  const auto queue = Company().Queue(Ticket("team_id: 'refunds'"));
  ASSERT_TRUE(queue.has_value());
  EXPECT_EQ(queue->team_id(), "refunds");
  EXPECT_EQ(queue->pool_id(), "experts");
  EXPECT_EQ(queue->cause_version(), 3u);
}

TEST(Queue, GoesToTheCatchAllWhenTheTeamIsInForceNoMore) {
  EXPECT_EQ(Company().Queue(Ticket("team_id: 'gone'"))->team_id(), "first");
}

}  // namespace
}  // namespace docket::routing
