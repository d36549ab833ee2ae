#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

constexpr std::string_view kAssign =
    "assign { team_id: 'lamps' assignee_id: 'ann' entry: 1 assignment: 1 }";

TEST(TicketQueue, PutsATicketToPlaceIntoItsFirstQueue) {
  Given<Ticket>({kOpened})
      .When("queue { cause_version: 1 team_id: 'lamps' pool_id: 'home' }", kNoon, kRouting)
      .Then({kQueuedFirst});
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
      .Then({"queued { team_id: 'lamps' entry: 2 pool_id: 'home' weight: 10"
             "         preferred_agent_id: 'ann' waiting_since_time {} }"});
}

TEST(TicketQueue, AsksForTeamAndPool) {
  Given<Ticket>({kOpened})
      .When("queue { cause_version: 1 pool_id: 'home' }", kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "team_id"}});
  Given<Ticket>({kOpened})
      .When("queue { cause_version: 1 team_id: 'lamps' }", kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "pool_id"}});
}

TEST(TicketQueue, SaysWhatThePoolHasToKnow) {
  Given<Ticket>({kOpened, "triaged { skills { name: 'lamps' level: 3 } }",
                 "transferred { team_id: 'kettles' reason: 'no lamp' }"},
                kNoon)
      .When("queue { cause_version: 3 team_id: 'kettles' pool_id: 'home' }", kNoon, kRouting)
      .Then({"queued { team_id: 'kettles' entry: 1 pool_id: 'home' weight: 10"
             "         skills { name: 'lamps' level: 3 } waiting_since_time { seconds: 43200 } }"});
}

TEST(TicketQueue, PrefersWhoeverHadATicketThatSoonComesBack) {
  const auto queue_after = [](Time reopened) {
    return Given<Ticket>({kOpened, kQueued, kAssigned, "solved { number: 1 }"}, kNoon)
        .And({"reopened { number: 1 }"}, reopened)
        .When("queue { cause_version: 5 team_id: 'lamps' pool_id: 'home' }", reopened, kRouting);
  };
  queue_after(kNoon + std::chrono::hours(72))
      .Then({"queued { team_id: 'lamps' entry: 2 pool_id: 'home' weight: 10"
             "         preferred_agent_id: 'ann' waiting_since_time { seconds: 302400 } }"});
  queue_after(kNoon + std::chrono::hours(73))
      .Then({"queued { team_id: 'lamps' entry: 2 pool_id: 'home' weight: 10"
             "         waiting_since_time { seconds: 306000 } }"});
}

TEST(TicketQueue, PrefersNobodyWhoHadATicketAgainSinceItCameBack) {
  const std::string_view queue = "queue { cause_version: 7 team_id: 'kettles' pool_id: 'home' }";
  const std::string_view queued =
      "queued { team_id: 'kettles' entry: 1 pool_id: 'home' weight: 10 waiting_since_time {} }";
  // As recorded history tells it: who had it has it again at once, or somebody without a wait.
  Given<Ticket>({kOpenedRecorded, "assigned { team_id: 'lamps' assignee_id: 'ann' assignment: 1 }",
                 "solved { number: 1 }", "reopened { number: 1 assignee_id: 'ann' }", "adopted {}",
                 "tagged { added: 'hot' }", "transferred { team_id: 'kettles' reason: 'no lamp' }"})
      .When(queue, kNoon, kRouting)
      .Then({queued});
  Given<Ticket>({kOpenedRecorded, "solved { number: 1 }", "reopened { number: 1 }",
                 "assigned { team_id: 'lamps' assignee_id: 'ann' assignment: 1 }", "adopted {}",
                 "tagged { added: 'hot' }", "transferred { team_id: 'kettles' reason: 'no lamp' }"})
      .When(queue, kNoon, kRouting)
      .Then({queued});
}

constexpr std::string_view kTransfer = "transfer { team_id: 'kettles' reason: 'It is no lamp.' }";

TEST(TicketTransfer, GivesATicketToAnotherTeamToQueueItThere) {
  const Teams teams;
  const auto outcome =
      Given<Ticket>({kOpened, kQueued, kAssigned}).When(kTransfer, kNoon, teams.By(kAgent));
  outcome.Then(
      {"transferred { team_id: 'kettles' reason: 'It is no lamp.' from_team_id: 'lamps' }"});
  EXPECT_EQ(outcome.state().handling(), v1::HANDLING_TRIAGE);
  EXPECT_EQ(outcome.state().team_id(), "kettles");
  EXPECT_EQ(outcome.state().assignee_id(), "");
  EXPECT_EQ(outcome.state().last_assignee_id(), "ann");
}

TEST(TicketTransfer, MayBringATicketToItsFirstTeam) {
  const Teams teams;
  Given<Ticket>({kOpened})
      .When(kTransfer, kNoon, teams.By(kAgent))
      .Then({"transferred { team_id: 'kettles' reason: 'It is no lamp.' }"});
}

TEST(TicketTransfer, SaysWhy) {
  const Teams teams;
  Given<Ticket>({kOpened})
      .When("transfer { team_id: 'kettles' }", kNoon, teams.By(kAgent))
      .ThenRejected(v1::TICKET_REJECTION_REASON_REQUIRED);
  const std::string longer =
      "transfer { team_id: 'kettles' reason: '" + std::string(501, 'x') + "' }";
  Given<Ticket>({kOpened})
      .When(longer, kNoon, teams.By(kAgent))
      .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"field", "reason"}});
}

TEST(TicketTransfer, RefusesATeamThatHasIt) {
  const Teams teams;
  Given<Ticket>({kOpened, kQueued})
      .When("transfer { team_id: 'lamps' reason: 'Why not?' }", kNoon, teams.By(kAgent))
      .ThenRejected(v1::TICKET_REJECTION_SAME_TEAM);
}

TEST(TicketTransfer, RefusesATeamThatIsNotInForce) {
  const Teams teams;
  Given<Ticket>({kOpened})
      .When("transfer { team_id: 'pots' reason: 'Why not?' }", kNoon, teams.By(kAgent))
      .ThenRejected(v1::TICKET_REJECTION_TEAM_UNKNOWN);
  Given<Ticket>({kOpened})
      .When(kTransfer, kNoon, kAgent)  // Without any settings.
      .ThenRejected(v1::TICKET_REJECTION_TEAM_UNKNOWN);
}

TEST(TicketTransfer, IsNotForCustomers) {
  const Teams teams;
  Given<Ticket>({kOpened})
      .When(kTransfer, kNoon, teams.By(kAda))
      .ThenRejected(v1::TICKET_REJECTION_NOT_ALLOWED);
}

TEST(TicketAssign, KeepsTheReasonsOfThePoolInShort) {
  Given<Ticket>({kOpened, kQueued})
      .When(
          "assign { team_id: 'lamps' assignee_id: 'ann' entry: 1 assignment: 1 pool_id: 'home'"
          "         pool_version: 7 candidates_total: 3 deciding_key: DECIDING_KEY_RATIO }",
          kNoon, kRouting)
      .Then({"assigned { team_id: 'lamps' assignee_id: 'ann' entry: 1 assignment: 1"
             "           pool_id: 'home' pool_version: 7 candidates_total: 3"
             "           deciding_key: DECIDING_KEY_RATIO }"});
}

TEST(TicketAssign, RefusesReasonsThatCannotBe) {
  const std::string assign = "assign { team_id: 'lamps' assignee_id: 'ann' entry: 1 assignment: 1 ";
  Given<Ticket>({kOpened, kQueued})
      .When(assign + "pool_id: '" + std::string(129, 'x') + "' }", kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"field", "pool_id"}});
  Given<Ticket>({kOpened, kQueued})
      .When(assign + "deciding_key: 99 }", kNoon, kRouting)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"field", "deciding_key"}});
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
