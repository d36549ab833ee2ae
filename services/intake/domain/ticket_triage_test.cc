#include <gmock/gmock.h>

#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

constexpr std::string_view kTriaged = "triaged { rule_set_version: 7 }";

// A triage of the ticket's first version with `outputs`.
std::string Triage(const std::string& outputs) {
  return "triage { cause_version: 1 rule_set_version: 7 team_id: 'lamps' pool_id: 'home' " +
         outputs + " }";
}

TEST(TicketTriage, JudgesPrioritisesAndPlaces) {
  Given<Ticket>({kOpened})
      .When(Triage("matched_rule_ids: 'r1' kind: TICKET_KIND_FAULT "
                   "kind_source: JUDGEMENT_SOURCE_RULE category { levels: 'lamps' } "
                   "category_source: JUDGEMENT_SOURCE_MODEL feeling: FEELING_UPSET "
                   "feeling_source: JUDGEMENT_SOURCE_RULE priority: PRIORITY_HIGH "
                   "priority_source: JUDGEMENT_SOURCE_BOOST tags: 'angry' follower_ids: 'sue'"),
            kNoon, kRouting)
      .Then({"triaged { rule_set_version: 7 matched_rule_ids: 'r1' kind: TICKET_KIND_FAULT "
             "          kind_source: JUDGEMENT_SOURCE_RULE category { levels: 'lamps' } "
             "          category_source: JUDGEMENT_SOURCE_MODEL feeling: FEELING_UPSET "
             "          feeling_source: JUDGEMENT_SOURCE_RULE added_tags: 'angry'"
             "          added_follower_ids: 'sue' }",
             "prioritised { priority: PRIORITY_HIGH source: JUDGEMENT_SOURCE_BOOST }",
             kQueuedFirst});
}

TEST(TicketTriage, KeepsWhatAPersonSaid) {
  Given<Ticket>({kOpened,
                 "classified { kind: TICKET_KIND_COMPLAINT category { levels: 'shop' }"
                 "             feeling: FEELING_UNEASY source: JUDGEMENT_SOURCE_MANUAL }",
                 "prioritised { priority: PRIORITY_LOW source: JUDGEMENT_SOURCE_MANUAL }"})
      .When(Triage("kind: TICKET_KIND_FAULT kind_source: JUDGEMENT_SOURCE_RULE "
                   "category { levels: 'lamps' } category_source: JUDGEMENT_SOURCE_RULE "
                   "feeling: FEELING_FURIOUS feeling_source: JUDGEMENT_SOURCE_RULE "
                   "priority: PRIORITY_URGENT priority_source: JUDGEMENT_SOURCE_RULE"),
            kNoon, kRouting)
      .Then({kTriaged, kQueuedFirst});
}

TEST(TicketTriage, AppliesARiseOfFeelingOnly) {
  Given<Ticket>({kOpened, "classified { feeling: FEELING_UPSET source: JUDGEMENT_SOURCE_RULE }"})
      .When(Triage("feeling: FEELING_UNEASY feeling_source: JUDGEMENT_SOURCE_MODEL"), kNoon,
            kRouting)
      .Then({kTriaged, kQueuedFirst});
}

TEST(TicketTriage, MayLowerTheDefaultPriorityTheFirstTimeOnly) {
  const std::string low = Triage("priority: PRIORITY_LOW priority_source: JUDGEMENT_SOURCE_RULE");
  Given<Ticket>({kOpened})
      .When(low, kNoon, kRouting)
      .Then({kTriaged, "prioritised { priority: PRIORITY_LOW source: JUDGEMENT_SOURCE_RULE }",
             kQueuedFirst});
  Given<Ticket>({kOpened, kTriaged}).When(low, kNoon, kRouting).Then({kTriaged, kQueuedFirst});
  Given<Ticket>({kOpened, "prioritised { priority: PRIORITY_HIGH source: JUDGEMENT_SOURCE_BOOST }"})
      .When(low, kNoon, kRouting)
      .Then({kTriaged, kQueuedFirst});
}

TEST(TicketTriage, RaisesThePriorityEachTime) {
  Given<Ticket>({kOpened, kTriaged})
      .When(Triage("priority: PRIORITY_HIGH priority_source: JUDGEMENT_SOURCE_BOOST"), kNoon,
            kRouting)
      .Then({kTriaged, "prioritised { priority: PRIORITY_HIGH source: JUDGEMENT_SOURCE_BOOST }",
             kQueuedFirst});
}

TEST(TicketTriage, ReplacesTheSkillsOfTheTriageBefore) {
  const std::string_view before = "triaged { skills { name: 'chinese' level: 1 } }";
  Given<Ticket>({kOpened, before})
      .When(Triage("skills { name: 'english' level: 5 }"), kNoon, kRouting)
      .Then({"triaged { rule_set_version: 7 skills { name: 'english' level: 5 } }",
             "queued { team_id: 'lamps' entry: 1 pool_id: 'home' weight: 10"
             "         skills { name: 'english' level: 5 } waiting_since_time {} }"});
  Given<Ticket>({kOpened, before}).When(Triage(""), kNoon, kRouting).Then({kTriaged, kQueuedFirst});
}

TEST(TicketTriage, RefusesSkillsThatCannotBe) {
  std::string many;
  for (int i = 0; i < 101; ++i) many += "skills { name: 's" + std::to_string(i) + "' level: 1 } ";
  for (const std::string& skills :
       {std::string("skills { level: 1 }"), std::string("skills { name: 's' }"),
        std::string("skills { name: 's' level: 6 }"),
        std::string("skills { name: 's' level: 1 } skills { name: 's' level: 2 }"),
        "skills { level: 1 name: '" + std::string(65, 'x') + "' }", many}) {
    Given<Ticket>({kOpened})
        .When(Triage(skills), kNoon, kRouting)
        .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"field", "skills"}});
  }
}

TEST(TicketTriage, AddsLabelsAsFarAsThereIsRoom) {
  std::string tags;
  for (int i = 0; i < 49; ++i) tags += "added: 't" + std::to_string(i) + "' ";
  Given<Ticket>({kOpened, "tagged { " + tags + " }"})
      .When(Triage("tags: 't1' tags: 'a' tags: 'b'"), kNoon, kRouting)
      .Then({"triaged { rule_set_version: 7 added_tags: 'a' }", kQueuedFirst});
}

TEST(TicketTriage, RefusesACauseThatIsOver) {
  Given<Ticket>({kOpened, kQueued})
      .When(Triage(""), kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_CAUSE_STALE);
  Given<Ticket>({kOpened, "solved { number: 1 }"})
      .When(Triage(""), kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_ALREADY_SOLVED);
}

TEST(TicketTriage, AsksForASourceThatIsNoPerson) {
  Given<Ticket>({kOpened})
      .When(Triage("kind: TICKET_KIND_FAULT"), kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "kind_source"}});
  Given<Ticket>({kOpened})
      .When(Triage("priority: PRIORITY_HIGH priority_source: JUDGEMENT_SOURCE_MANUAL"), kNoon,
            kRouting)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"field", "priority_source"}});
}

TEST(TicketTriage, AsksForTeamAndPool) {
  Given<Ticket>({kOpened})
      .When("triage { cause_version: 1 pool_id: 'home' }", kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "team_id"}});
  Given<Ticket>({kOpened})
      .When("triage { cause_version: 1 team_id: 'lamps' }", kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "pool_id"}});
}

}  // namespace
}  // namespace docket::intake
