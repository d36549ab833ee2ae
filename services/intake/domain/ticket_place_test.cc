#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

constexpr std::string_view kAssign =
    "assign { team_id: 'lamps' assignee_id: 'ann' entry: 1 assignment: 1 }";

TEST(TicketQueue, PutsATicketToPlaceIntoItsFirstQueue) {
  Given<Ticket>({kOpened})
      .When("queue { cause_version: 1 team_id: 'lamps' pool_id: 'home' }", kNoon, kRouting)
      .Then({kQueued});
}

TEST(TicketQueue, RefusesACauseThatIsOver) {
  Given<Ticket>({kOpened})
      .When("queue { cause_version: 2 team_id: 'lamps' pool_id: 'home' }", kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_CAUSE_STALE);
  Given<Ticket>({kOpened, kQueued})
      .When("queue { cause_version: 1 team_id: 'lamps' pool_id: 'home' }", kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_CAUSE_STALE);
}

TEST(TicketQueue, CountsANewWaitAfterAReopening) {
  Given<Ticket>({kOpened, kQueued, kAssigned, "solved { number: 1 }", "reopened { number: 1 }"})
      .When("queue { cause_version: 5 team_id: 'lamps' pool_id: 'home' }", kNoon, kRouting)
      .Then({"queued { team_id: 'lamps' entry: 2 pool_id: 'home' }"});
}

TEST(TicketQueue, AsksForTeamAndPool) {
  Given<Ticket>({kOpened})
      .When("queue { cause_version: 1 pool_id: 'home' }", kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "team_id"}});
  Given<Ticket>({kOpened})
      .When("queue { cause_version: 1 team_id: 'lamps' }", kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "pool_id"}});
}

TEST(TicketAssign, GivesAQueuedTicketToAnAgent) {
  const auto outcome = Given<Ticket>({kOpened, kQueued}).When(kAssign, kNoon, kRouting);
  outcome.Then({kAssigned});
  EXPECT_EQ(outcome.state().status(), v1::TICKET_STATUS_OPEN);
  EXPECT_EQ(outcome.state().handling(), v1::HANDLING_ASSIGNED);
  EXPECT_EQ(outcome.state().assignee_id(), "ann");
}

TEST(TicketAssign, MovesATicketByALaterAssignmentOfTheSameWait) {
  const auto outcome =
      Given<Ticket>({kOpened, kQueued, kAssigned})
          .When("assign { team_id: 'lamps' assignee_id: 'amy' entry: 1 assignment: 3 }", kNoon,
                kRouting);
  outcome.Then({"assigned { team_id: 'lamps' assignee_id: 'amy' entry: 1 assignment: 3 }"});
  EXPECT_EQ(outcome.state().assignee_id(), "amy");
  EXPECT_EQ(outcome.state().last_assignee_id(), "ann");
}

TEST(TicketAssign, LeavesAPendingTicketToTheCustomer) {
  EXPECT_EQ(Given<Ticket>({kOpenedLive, kQueued, "waiting {}"})
                .When(kAssign, kNoon, kRouting)
                .state()
                .status(),
            v1::TICKET_STATUS_PENDING);
}

TEST(TicketAssign, RefusesAnotherEntryAndAnAssignmentThatIsNotNews) {
  Given<Ticket>({kOpened, kQueued})
      .When("assign { team_id: 'lamps' assignee_id: 'ann' entry: 2 assignment: 1 }", kNoon,
            kRouting)
      .ThenRejected(v1::TICKET_REJECTION_ENTRY_STALE);
  Given<Ticket>({kOpened, kQueued, kAssigned})
      .When(kAssign, kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_ENTRY_STALE);
}

TEST(TicketAssign, RefusesATicketThatWaitsForNobody) {
  Given<Ticket>({kOpened})
      .When("assign { team_id: 'lamps' assignee_id: 'ann' assignment: 1 }", kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_ENTRY_STALE);
  Given<Ticket>({kOpened, kQueued, "solved { number: 1 }"})
      .When(kAssign, kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_ENTRY_STALE);
}

TEST(TicketAssign, RefusesAnAssignmentWhoseEndCameFirst) {
  Given<Ticket>({kOpened, kQueued, "unassigned { entry: 1 assignment: 1 team_id: 'lamps' }"})
      .When(kAssign, kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_ENTRY_STALE);
}

TEST(TicketAssign, NumbersAssignmentsAnewInEachWait) {
  Given<Ticket>({kOpened, kQueued, kAssigned, "solved { number: 1 }", "reopened { number: 1 }",
                 "queued { team_id: 'lamps' entry: 2 }"})
      .When("assign { team_id: 'lamps' assignee_id: 'ann' entry: 2 assignment: 1 }", kNoon,
            kRouting)
      .Then({"assigned { team_id: 'lamps' assignee_id: 'ann' entry: 2 assignment: 1 }"});
}

TEST(TicketAssign, AsksForTeamAndAgent) {
  Given<Ticket>({kOpened, kQueued})
      .When("assign { team_id: 'lamps' entry: 1 assignment: 1 }", kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "assignee_id"}});
  Given<Ticket>({kOpened, kQueued})
      .When("assign { assignee_id: 'ann' entry: 1 assignment: 1 }", kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "team_id"}});
}

TEST(TicketUnassign, PutsATicketBackIntoItsQueue) {
  const auto outcome = Given<Ticket>({kOpened, kQueued, kAssigned})
                           .When("unassign { entry: 1 assignment: 1 }", kNoon, kRouting);
  outcome.Then({"unassigned { entry: 1 assignment: 1 team_id: 'lamps' }"});
  EXPECT_EQ(outcome.state().handling(), v1::HANDLING_QUEUED);
  EXPECT_EQ(outcome.state().assignee_id(), "");
  EXPECT_EQ(outcome.state().last_assignee_id(), "ann");
}

TEST(TicketUnassign, KeepsAnEndThatComesBeforeItsBeginning) {
  const auto outcome = Given<Ticket>({kOpened, kQueued, kAssigned})
                           .When("unassign { entry: 1 assignment: 2 }", kNoon, kRouting);
  outcome.Then({"unassigned { entry: 1 assignment: 2 team_id: 'lamps' }"});
  EXPECT_EQ(outcome.state().handling(), v1::HANDLING_ASSIGNED);
  EXPECT_EQ(outcome.state().ended_assignment(), 2u);
}

TEST(TicketUnassign, StaysQuietAboutWhatIsOver) {
  const std::string_view unassigned = "unassigned { entry: 1 assignment: 1 team_id: 'lamps' }";
  const std::vector<std::string_view> histories[] = {
      {kOpened, kQueued, kAssigned, unassigned},
      {kOpened, kQueued, kAssigned, "solved { number: 1 }"},
      {kOpened, kQueued, unassigned},
      {kOpened, kQueued, kAssigned, "queued { team_id: 'lamps' entry: 2 }"},
  };
  for (const auto& history : histories) {
    Given<Ticket>({})
        .And(history)
        .When("unassign { entry: 1 assignment: 1 }", kNoon, kRouting)
        .ThenNothing();
  }
}

}  // namespace
}  // namespace docket::intake
