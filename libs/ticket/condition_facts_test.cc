#include "libs/ticket/condition_facts.h"

#include <set>
#include <string>

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "libs/setting/setting_book.h"
#include "libs/setting/ticket_paths.h"

namespace docket::ticket_facts {
namespace {

using condition::Type;
using condition::Value;

// A ticket of which everything is known.
TicketFacts Whole() {
  TicketFacts facts;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
    tenant: 'acme' template_id: 'builtin/default' channel: CHANNEL_WEB language: 'en' live: true
    opened_time { seconds: 100 }
    requester { customer_key: 'bob' tier: 'gold' region: '31' verified: true }
    subject: 'Kettle' description: 'Broken' kind: TICKET_KIND_FAULT
    category { levels: 'kitchen' levels: 'kettles' } priority: PRIORITY_HIGH feeling: FEELING_UPSET
    tags: 'a' status: TICKET_STATUS_SOLVED team_id: 'first' urges: 3 reopens: 2
    resolution: RESOLUTION_FIXED rating { score: 5 })",
                                                            &facts));
  return facts;
}

Type TypeOf(const Value& value) {
  switch (value.index()) {
    case 0: return Type::kText;
    case 1: return Type::kNumber;
    case 2: return Type::kBool;
    case 3: return Type::kInstant;
    default: return Type::kTexts;
  }
}

using SchemaOf = condition::Schema (*)(const setting::Checks& checks);

// The paths of a schema of which nothing is known; what is known of the others fits it.
std::set<std::string> Unanswered(SchemaOf schema_of) {
  const setting::SettingBook book;
  const setting::Settings settings = book.Newest();
  Faults faults;
  const condition::Schema schema = schema_of(setting::Checks("acme", settings, faults));
  const TicketFacts facts = Whole();
  const ConditionFacts told(facts, nullptr, settings);
  std::set<std::string> unanswered;
  for (const auto& [path, form] : schema.paths) {
    const std::optional<Value> value = told.Now(path);
    if (!value.has_value()) {
      unanswered.insert(path);
      continue;
    }
    EXPECT_EQ(TypeOf(*value), form.type) << path;
    if (form.choices.empty()) continue;
    EXPECT_TRUE(form.choices.contains(std::get<std::string>(*value))) << path;
  }
  return unanswered;
}

TEST(ConditionFacts, AnswerAllThatTriageRulesMayAsk) {
  // No event tells of this one yet.
  EXPECT_EQ(Unanswered(&setting::TriagePaths), (std::set<std::string>{"rebound_number"}));
}

TEST(ConditionFacts, AnswerOfATicketAllThatNotificationRulesMayAsk) {
  // Three are about an event and not about a ticket.
  EXPECT_EQ(Unanswered(&setting::NotificationPaths),
            (std::set<std::string>{"comment_author", "comment_visibility", "rebound_number",
                                   "reminder"}));
}

TEST(ConditionFacts, SpellACategoryByItsLevels) {
  const setting::SettingBook book;
  const setting::Settings settings = book.Newest();
  const TicketFacts facts = Whole();
  EXPECT_EQ(ConditionFacts(facts, nullptr, settings).Now("category"), Value("kitchen/kettles"));
}

TEST(ConditionFacts, KnowNothingBeforeAnOpening) {
  const setting::SettingBook book;
  const setting::Settings settings = book.Newest();
  const TicketFacts facts = Whole();
  EXPECT_EQ(ConditionFacts(facts, nullptr, settings).Before("subject"), std::nullopt);
  EXPECT_EQ(ConditionFacts(facts, &facts, settings).Before("subject"), Value("Kettle"));
}

TEST(ConditionFacts, AskTheCalendarOfTheTenant) {
  setting::SettingBook book;
  setting::v1::SettingCommit commit;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
    header { tenant: 'acme' aggregate_id: 'SE-1' version: 1 }
    events { published {
      document { name: 'office' calendar { zone: 'UTC' } }
      calendar { start_time {} end_time { seconds: 1000 } spans: [100, 50] }
    } })",
                                                            &commit));
  book.Add(1, commit);
  const setting::Settings settings = book.Newest();
  const TicketFacts facts = Whole();
  const ConditionFacts told(facts, nullptr, settings);
  EXPECT_FALSE(told.IsWorkingTime("office", Time(std::chrono::seconds(99))));
  EXPECT_TRUE(told.IsWorkingTime("office", Time(std::chrono::seconds(100))));
  EXPECT_FALSE(told.IsWorkingTime("office", Time(std::chrono::seconds(150))));
  EXPECT_FALSE(told.IsWorkingTime("elsewhere", Time(std::chrono::seconds(100))));
}

}  // namespace
}  // namespace docket::ticket_facts
