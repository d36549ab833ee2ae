#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

constexpr std::string_view kClassified =
    "classified { kind: TICKET_KIND_FAULT category { levels: 'lamps' } feeling: FEELING_UPSET"
    "             source: JUDGEMENT_SOURCE_MANUAL }";

TEST(TicketClassify, SaysKindCategoryAndFeeling) {
  Given<Ticket>({kOpened})
      .When(
          "classify { kind: TICKET_KIND_FAULT category { levels: 'lamps' }"
          "           feeling: FEELING_UPSET }",
          kNoon, kAgent)
      .Then({kClassified});
}

TEST(TicketClassify, TellsOnlyWhatChanged) {
  Given<Ticket>({kOpened, kClassified})
      .When(
          "classify { kind: TICKET_KIND_FAULT category { levels: 'lamps' levels: 'bulbs' }"
          "           feeling: FEELING_UPSET }",
          kNoon, kAgent)
      .Then({"classified { category { levels: 'lamps' levels: 'bulbs' }"
             "             source: JUDGEMENT_SOURCE_MANUAL }"});
}

TEST(TicketClassify, TakesATicketOutOfItsCategory) {
  Given<Ticket>({kOpened, kClassified})
      .When("classify { category {} }", kNoon, kAgent)
      .Then({"classified { category {} source: JUDGEMENT_SOURCE_MANUAL }"});
}

TEST(TicketClassify, RefusesWhatIsKnown) {
  for (const char* command :
       {"classify {}", "classify { kind: TICKET_KIND_FAULT }",
        "classify { category { levels: 'lamps' } }", "classify { feeling: FEELING_UPSET }"}) {
    Given<Ticket>({kOpened, kClassified})
        .When(command, kNoon, kAgent)
        .ThenRejected(v1::TICKET_REJECTION_NO_CHANGE);
  }
}

TEST(TicketClassify, RefusesValuesThatDoNotExist) {
  Given<Ticket>({kOpened})
      .When("classify { kind: 99 }", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"field", "kind"}});
}

TEST(TicketClassify, RefusesAClosedTicketButNotASolvedOne) {
  Given<Ticket>({kOpened, "solved { number: 1 }", "closed {}"})
      .When("classify { kind: TICKET_KIND_FAULT }", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_TICKET_CLOSED);
  Given<Ticket>({kOpened, "solved { number: 1 }"})
      .When("classify { kind: TICKET_KIND_FAULT }", kNoon, kAgent)
      .Then({"classified { kind: TICKET_KIND_FAULT source: JUDGEMENT_SOURCE_MANUAL }"});
}

TEST(TicketClassify, LetsRoutingPlaceItAnewWhenAsked) {
  const auto outcome = Given<Ticket>({kOpened, kQueued, kAssigned})
                           .When("classify { reroute: true }", kNoon, kAgent);
  outcome.Then({"classified { reroute: true source: JUDGEMENT_SOURCE_MANUAL }"});
  EXPECT_EQ(outcome.state().handling(), v1::HANDLING_TRIAGE);
  EXPECT_EQ(outcome.state().triage_version(), 4u);
  EXPECT_EQ(outcome.state().team_id(), "");
  EXPECT_EQ(outcome.state().last_assignee_id(), "ann");
}

TEST(TicketClassify, PlacesNoSolvedTicketAnew) {
  Given<Ticket>({kOpened, "solved { number: 1 }"})
      .When("classify { reroute: true }", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_ALREADY_SOLVED);
}

TEST(TicketPrioritise, SetsThePriorityByHand) {
  Given<Ticket>({kOpened})
      .When("prioritise { priority: PRIORITY_HIGH }", kNoon, kAgent)
      .Then({"prioritised { priority: PRIORITY_HIGH source: JUDGEMENT_SOURCE_MANUAL }"});
}

TEST(TicketPrioritise, IsUrgentForThoseWhoLeadOnly) {
  Given<Ticket>({kOpened})
      .When("prioritise { priority: PRIORITY_URGENT }", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_ABOVE_AUTHORITY, {{"limit", "priority.max"}});
  Given<Ticket>({kOpened})
      .When("prioritise { priority: PRIORITY_URGENT }", kNoon, kSupervisor)
      .Then({"prioritised { priority: PRIORITY_URGENT source: JUDGEMENT_SOURCE_MANUAL }"});
}

TEST(TicketPrioritise, RefusesThePriorityThatItHas) {
  Given<Ticket>({kOpened})
      .When("prioritise { priority: PRIORITY_NORMAL }", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_NO_CHANGE);
}

TEST(TicketPrioritise, AsksForAPriority) {
  Given<Ticket>({kOpened})
      .When("prioritise {}", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "priority"}});
}

TEST(TicketPrioritise, RefusesAClosedTicket) {
  Given<Ticket>({kOpened, "solved { number: 1 }", "closed {}"})
      .When("prioritise { priority: PRIORITY_HIGH }", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_TICKET_CLOSED);
}

}  // namespace
}  // namespace docket::intake
