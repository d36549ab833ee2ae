#include <gmock/gmock.h>

#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

// A live opening is an answer, so nothing asks for another.
constexpr std::string_view kSolved = "solved { number: 1 resolution: RESOLUTION_FIXED }";
constexpr std::string_view kHeld = "held { reason: 'parts' until_time { seconds: 129600 } }";

constexpr std::string_view kRepliedAgain =
    "commented { number: 3 visibility: COMMENT_VISIBILITY_PUBLIC author: COMMENT_AUTHOR_AGENT"
    "            text: 'Any of 40 watts.' }";

TEST(TicketWait, MakesItTheCustomersTurn) {
  Given<Ticket>({kOpenedLive}).When("wait {}", kNoon, kAgent).Then({Waiting()});
  Given<Ticket>({kOpenedLive, kHeld})
      .When("wait { until_time { seconds: 129600 } }", kNoon, kAgent)
      .Then({Waiting("until_time { seconds: 129600 }")});
}

TEST(TicketWait, AsksForAnAnswerToTheCustomersLastWord) {
  Given<Ticket>({kOpened})
      .When("wait {}", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_REPLY_REQUIRED);
}

TEST(TicketWait, IsPossibleAgainAfterAnAnswer) {
  Given<Ticket>({kOpened, kReplied}).When("wait {}", kNoon, kAgent).Then({Waiting()});
  Given<Ticket>({kOpened, kReplied, kAskedAgain})
      .When("wait {}", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_REPLY_REQUIRED);
  Given<Ticket>({kOpened, kReplied, kAskedAgain, kRepliedAgain})
      .When("wait {}", kNoon, kAgent)
      .Then({Waiting()});
}

TEST(TicketWait, RefusesAnInstantThatIsNotInTheFuture) {
  Given<Ticket>({kOpenedLive})
      .When("wait { until_time { seconds: 43200 } }", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_UNTIL_INVALID);
}

TEST(TicketWait, RefusesWhatIsNoInstant) {
  for (const char* until :
       {"seconds: 253402300800", "seconds: -62135596801", "seconds: 9223372036854775807",
        "seconds: 129600 nanos: 1", "seconds: 129600 nanos: -1000000"}) {
    for (const CommandOptions& caller : {kAgent, kRecorded}) {
      Given<Ticket>({kOpenedLive})
          .When("wait { until_time { " + std::string(until) + " } }", kNoon, caller)
          .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"field", "until_time"}});
      Given<Ticket>({kOpenedLive})
          .When("hold { reason: 'x' until_time { " + std::string(until) + " } }", kNoon, caller)
          .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"field", "until_time"}});
    }
  }
}

TEST(TicketWait, RefusesATicketThatIsWaitingSolvedOrClosed) {
  Given<Ticket>({kOpenedLive, "waiting {}"})
      .When("wait {}", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_ALREADY_WAITING);
  Given<Ticket>({kOpenedLive, kSolved})
      .When("wait {}", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_ALREADY_SOLVED);
  Given<Ticket>({kOpenedLive, kSolved, "closed {}"})
      .When("wait {}", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_TICKET_CLOSED);
}

TEST(TicketHold, MakesItAThirdPartysTurn) {
  Given<Ticket>({kOpened})
      .When("hold { reason: 'parts' until_time { seconds: 129600 } }", kNoon, kAgent)
      .Then({kHeld});
}

TEST(TicketHold, TellsNewsOfATicketOnHold) {
  const auto outcome = Given<Ticket>({kOpened})
                           .And({kHeld}, kNoon)
                           .When("hold { reason: 'parts' until_time { seconds: 216000 } }",
                                 kNoon + std::chrono::hours(1), kAgent);
  outcome.Then({"held { reason: 'parts' until_time { seconds: 216000 } }"});
  EXPECT_EQ(outcome.state().since_time().seconds(), 43200);
}

TEST(TicketHold, StaysQuietWhenNothingAboutItIsNew) {
  Given<Ticket>({kOpened, kHeld})
      .When("hold { reason: 'parts' until_time { seconds: 129600 } }", kNoon, kAgent)
      .ThenNothing();
}

TEST(TicketHold, AsksForAReasonAndAnInstantInTheFuture) {
  Given<Ticket>({kOpened})
      .When("hold { until_time { seconds: 129600 } }", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "reason"}});
  for (const char* command :
       {"hold { reason: 'parts' }", "hold { reason: 'parts' until_time { seconds: 43200 } }"}) {
    Given<Ticket>({kOpened})
        .When(command, kNoon, kAgent)
        .ThenRejected(v1::TICKET_REJECTION_UNTIL_INVALID);
  }
  Given<Ticket>({kOpened})
      .When("hold { reason: '" + std::string(501, 'x') + "' }", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"field", "reason"}});
}

TEST(TicketHold, LastsSevenDaysForAnAgentAndThirtyForASupervisor) {
  const std::string seven = "hold { reason: 'parts' until_time { seconds: 648000 } }";
  const std::string thirty = "hold { reason: 'parts' until_time { seconds: 2635200 } }";
  EXPECT_TRUE(Given<Ticket>({kOpened}).When(seven, kNoon, kAgent).decision().ok());
  EXPECT_TRUE(Given<Ticket>({kOpened}).When(thirty, kNoon, kSupervisor).decision().ok());
  const Time earlier = kNoon - std::chrono::milliseconds(1);
  Given<Ticket>({kOpened})
      .When(seven, earlier, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_ABOVE_AUTHORITY, {{"limit", "hold.max"}});
  Given<Ticket>({kOpened})
      .When(thirty, earlier, kSupervisor)
      .ThenRejected(v1::TICKET_REJECTION_ABOVE_AUTHORITY, {{"limit", "hold.max"}});
}

TEST(TicketHold, RefusesADoneTicket) {
  const std::string hold = "hold { reason: 'parts' until_time { seconds: 129600 } }";
  Given<Ticket>({kOpened, kSolved})
      .When(hold, kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_ALREADY_SOLVED);
  Given<Ticket>({kOpened, kSolved, "closed {}"})
      .When(hold, kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_TICKET_CLOSED);
}

TEST(TicketResume, MakesItOurTurn) {
  Given<Ticket>({kOpenedLive, "waiting {}"}).When("resume {}", kNoon, kAgent).Then({"resumed {}"});
  const auto outcome = Given<Ticket>({kOpened, kHeld}).When("resume {}", kNoon, kAgent);
  outcome.Then({"resumed {}"});
  EXPECT_EQ(outcome.state().status(), v1::TICKET_STATUS_OPEN);
  EXPECT_EQ(outcome.state().hold_reason(), "");
  EXPECT_FALSE(outcome.state().has_until_time());
}

TEST(TicketResume, RefusesATicketThatWaitsForNobody) {
  Given<Ticket>({kOpened})
      .When("resume {}", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_NOT_WAITING);
  Given<Ticket>({kOpened, kQueued, kAssigned})
      .When("resume {}", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_NOT_WAITING);
}

TEST(TicketSolve, EndsATicketAndTakesItFromItsAgent) {
  const auto outcome = Given<Ticket>({kOpenedLive, kQueued, kAssigned})
                           .When("solve { resolution: RESOLUTION_FIXED }", kNoon, kAgent);
  outcome.Then({Solved("number: 1 resolution: RESOLUTION_FIXED")});
  EXPECT_EQ(outcome.state().status(), v1::TICKET_STATUS_SOLVED);
  EXPECT_EQ(outcome.state().handling(), v1::HANDLING_NONE);
  EXPECT_EQ(outcome.state().assignee_id(), "");
  EXPECT_EQ(outcome.state().last_assignee_id(), "ann");
}

TEST(TicketSolve, CountsTheSolves) {
  const auto outcome =
      Given<Ticket>({kOpenedLive})
          .And({kSolved, "reopened { number: 1 }"}, kNoon)
          .When("solve { resolution: RESOLUTION_FIXED }", kNoon + std::chrono::hours(1), kAgent);
  EXPECT_EQ(outcome.state().solves(), 2u);
  EXPECT_EQ(outcome.state().first_solved_time().seconds(), 43200);
  EXPECT_EQ(outcome.state().last_solved_time().seconds(), 46800);
}

TEST(TicketSolve, AsksForAnAnswerUnlessThereIsNothingToAnswer) {
  for (const char* resolution :
       {"ANSWERED", "FIXED", "REPLACED", "REFUNDED", "COMPENSATED", "REJECTED"}) {
    Given<Ticket>({kOpened})
        .When("solve { resolution: RESOLUTION_" + std::string(resolution) + " }", kNoon, kAgent)
        .ThenRejected(v1::TICKET_REJECTION_REPLY_REQUIRED);
  }
  for (const char* resolution : {"WITHDRAWN", "DUPLICATE", "NO_REPLY", "CLEARED", "SPAM"}) {
    const std::string name = "RESOLUTION_" + std::string(resolution);
    Given<Ticket>({kOpened})
        .When("solve { resolution: " + name + " }", kNoon, kAgent)
        .Then({Solved("number: 1 resolution: " + name)});
  }
}

TEST(TicketSolve, TakesTheLastAnswerForTheSolutionUnlessOneIsNamed) {
  Given<Ticket>({kOpened, kReplied})
      .When("solve { resolution: RESOLUTION_ANSWERED }", kNoon, kAgent)
      .Then({Solved("number: 1 resolution: RESOLUTION_ANSWERED solution_comment: 1")});
  Given<Ticket>({kOpened, kReplied, kAskedAgain, kRepliedAgain})
      .When("solve { resolution: RESOLUTION_ANSWERED solution_comment: 1 }", kNoon, kAgent)
      .Then({Solved("number: 1 resolution: RESOLUTION_ANSWERED solution_comment: 1")});
}

TEST(TicketSolve, RefusesASolutionThatNobodyCanRead) {
  for (const char* hidden :
       {"comment_redacted { comment: 2 }", "comment_redacted { comment: 1 }"}) {
    const bool first = std::string_view(hidden).ends_with("1 }");
    Given<Ticket>({kOpened, kReplied, kAskedAgain, kRepliedAgain, hidden})
        .When(std::string("solve { resolution: RESOLUTION_ANSWERED solution_comment: ") +
                  (first ? "1 }" : "4 }"),
              kNoon, kAgent)
        .ThenRejected(v1::TICKET_REJECTION_COMMENT_UNKNOWN);
  }
}

TEST(TicketSolve, NamesEverybodyWhoSolvedItOnce) {
  const TicketState state =
      Given<Ticket>({kOpenedLive, kQueued, kAssigned, kSolved, "reopened { number: 1 }"})
          .When("solve { resolution: RESOLUTION_FIXED }", kNoon, kSupervisor)
          .state();
  EXPECT_THAT(state.solver_ids(), ::testing::ElementsAre("ann", "sue"));
}

TEST(TicketSolve, AsksForAResolution) {
  Given<Ticket>({kOpenedLive})
      .When("solve {}", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "resolution"}});
}

TEST(TicketSolve, RefusesADoneTicket) {
  Given<Ticket>({kOpenedLive, kSolved})
      .When("solve { resolution: RESOLUTION_FIXED }", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_ALREADY_SOLVED);
  Given<Ticket>({kOpenedLive, kSolved, "closed {}"})
      .When("solve { resolution: RESOLUTION_FIXED }", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_TICKET_CLOSED);
}

TEST(TicketReopen, LetsRoutingPlaceItAgain) {
  const auto outcome =
      Given<Ticket>({kOpenedLive, kQueued, kAssigned, kSolved}).When("reopen {}", kNoon, kAgent);
  outcome.Then({"reopened { number: 1 }"});
  EXPECT_EQ(outcome.state().status(), v1::TICKET_STATUS_OPEN);
  EXPECT_EQ(outcome.state().handling(), v1::HANDLING_TRIAGE);
  EXPECT_EQ(outcome.state().triage_version(), 5u);
  EXPECT_EQ(outcome.state().team_id(), "lamps");
}

TEST(TicketReopen, CountsTheReopens) {
  Given<Ticket>({kOpenedLive, kSolved, "reopened { number: 1 }",
                 "solved { number: 2 resolution: RESOLUTION_FIXED }"})
      .When("reopen {}", kNoon, kAgent)
      .Then({"reopened { number: 2 }"});
}

TEST(TicketReopen, RefusesAnUnsolvedAndAClosedTicket) {
  Given<Ticket>({kOpened})
      .When("reopen {}", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_NOT_SOLVED);
  Given<Ticket>({kOpened, kSolved, "closed {}"})
      .When("reopen {}", kNoon, kAgent)
      .ThenRejected(v1::TICKET_REJECTION_REOPEN_WINDOW_OVER);
}

TEST(TicketClose, MakesASolvedTicketFinal) {
  Given<Ticket>({kOpened, kSolved}).When("close {}", kNoon, kSupervisor).Then({"closed {}"});
}

TEST(TicketClose, RefusesAnUnsolvedAndAClosedTicket) {
  Given<Ticket>({kOpened})
      .When("close {}", kNoon, kSupervisor)
      .ThenRejected(v1::TICKET_REJECTION_NOT_SOLVED);
  Given<Ticket>({kOpened, kSolved, "closed {}"})
      .When("close {}", kNoon, kSupervisor)
      .ThenRejected(v1::TICKET_REJECTION_TICKET_CLOSED);
}

}  // namespace
}  // namespace docket::intake
