// Recorded history: what other systems did, told in facts of ours (kernel.md 8).

#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

constexpr std::string_view kSolved = "solved { number: 1 }";

TEST(RecordedTicket, OpensWithoutASubjectAndRemembersThatItIsHistory) {
  const auto outcome = Given<Ticket>({}).When(
      "open { channel: CHANNEL_PHONE requester { customer_key: 'ada' } }", kNoon, kRecorded);
  outcome.Then({
      "opened { template { template_id: 'builtin/default' version: 1 } channel: CHANNEL_PHONE"
      "         requester { customer_key: 'ada' }"
      "         recorded: true priority: PRIORITY_NORMAL priority_source: JUDGEMENT_SOURCE_RULE"
      "         feeling: FEELING_CALM feeling_source: JUDGEMENT_SOURCE_RULE }",
  });
  EXPECT_TRUE(outcome.state().recorded());
  EXPECT_FALSE(outcome.state().adopted());
}

TEST(RecordedTicket, NeedsACustomerAllTheSame) {
  Given<Ticket>({})
      .When("open { channel: CHANNEL_PHONE }", kNoon, kRecorded)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "requester.customer_key"}});
}

TEST(RecordedTicket, IsAdoptedByItsFirstLiveCommand) {
  const auto outcome =
      Given<Ticket>({kOpenedRecorded, "waiting {}"}).When("resume {}", kNoon, kAgent);
  outcome.Then({"adopted {}", "resumed {}"});
  EXPECT_TRUE(outcome.state().adopted());
}

TEST(RecordedTicket, IsAdoptedOnce) {
  Given<Ticket>({kOpenedRecorded, "waiting {}", "adopted {}"})
      .When("resume {}", kNoon, kAgent)
      .Then({"resumed {}"});
}

TEST(RecordedTicket, IsNotAdoptedByHistory) {
  Given<Ticket>({kOpenedRecorded, "waiting {}"})
      .When("resume {}", kNoon, kRecorded)
      .Then({"resumed {}"});
}

TEST(RecordedTicket, IsNotAdoptedByACommandThatChangesNothing) {
  Given<Ticket>({kOpenedRecorded, "held { reason: 'parts' until_time { seconds: 129600 } }"})
      .When("hold { reason: 'parts' until_time { seconds: 129600 } }", kNoon, kAgent)
      .ThenNothing();
}

// One way from status to status: the history before, the command, the events that it is told by.
struct Step {
  std::vector<std::string_view> history;
  std::string_view command;
  std::vector<std::string> events;
};

std::vector<std::string_view> Views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

TEST(RecordedTicket, WritesTheStepsThatTheSourceLeftOut) {
  const std::vector<std::string_view> fresh = {kOpenedRecorded};
  const std::vector<std::string_view> pending = {kOpenedRecorded, "waiting {}"};
  const std::vector<std::string_view> held = {kOpenedRecorded, "held { reason: 'vendor' }"};
  const std::vector<std::string_view> solved = {kOpenedRecorded, kSolved};
  const std::vector<std::string_view> closed = {kOpenedRecorded, kSolved, "closed {}"};
  const std::string_view solve = "solve { resolution: RESOLUTION_FIXED }";
  const Step steps[] = {
      {fresh, "wait {}", {Waiting()}},
      {pending, "wait {}", {}},
      {held, "wait {}", {Waiting()}},
      {solved, "wait {}", {"reopened { number: 1 }", Waiting()}},
      {closed, "wait {}", {"reopened { number: 1 }", Waiting()}},

      {fresh, "hold {}", {"held {}"}},
      {held, "hold { reason: 'vendor' }", {}},
      {held, "hold { reason: 'problem' }", {"held { reason: 'problem' }"}},
      {solved, "hold {}", {"reopened { number: 1 }", "held {}"}},
      {closed, "hold {}", {"reopened { number: 1 }", "held {}"}},

      {fresh, "resume {}", {"resumed {}"}},
      {pending, "resume {}", {"resumed {}"}},
      {held, "resume {}", {"resumed {}"}},
      {solved, "resume {}", {"reopened { number: 1 }"}},
      {closed, "resume {}", {"reopened { number: 1 }"}},

      {fresh, "reopen {}", {"resumed {}"}},
      {pending, "reopen {}", {"resumed {}"}},
      {solved, "reopen {}", {"reopened { number: 1 }"}},
      {closed, "reopen {}", {"reopened { number: 1 }"}},

      {fresh, "solve {}", {Solved("number: 1")}},
      {held, solve, {Solved("number: 1 resolution: RESOLUTION_FIXED")}},
      {solved, solve, {}},
      {closed, "solve {}", {"reopened { number: 1 }", Solved("number: 2")}},

      {fresh, "close {}", {Solved("number: 1"), "closed {}"}},
      {pending, "close {}", {Solved("number: 1"), "closed {}"}},
      {solved, "close {}", {"closed {}"}},
      {closed, "close {}", {}},
  };
  for (const Step& step : steps) {
    SCOPED_TRACE(std::string(step.command) + " after " + std::string(step.history.back()));
    Given<Ticket>(step.history).When(step.command, kNoon, kRecorded).Then(Views(step.events));
  }
}

TEST(RecordedTicket, StaysQuietWhenItIsOurTurnAlready) {
  for (const char* command : {"resume {}", "reopen {}"}) {
    Given<Ticket>({kOpenedRecorded, "resumed {}"}).When(command, kNoon, kRecorded).ThenNothing();
  }
}

TEST(RecordedTicket, ComesBackToWhomItWas) {
  const auto outcome =
      Given<Ticket>({kOpenedRecorded, "assigned { team_id: 'lamps' assignee_id: 'ann' }", kSolved})
          .When("resume {}", kNoon, kRecorded);
  outcome.Then({"reopened { number: 1 assignee_id: 'ann' }"});
  EXPECT_EQ(outcome.state().handling(), v1::HANDLING_ASSIGNED);
  EXPECT_EQ(outcome.state().assignee_id(), "ann");
}

TEST(RecordedTicket, ComesBackToNobodyWhenNobodyHadIt) {
  Given<Ticket>({kOpenedRecorded, "assigned { team_id: 'lamps' assignee_id: 'ann' }",
                 "unassigned { team_id: 'lamps' }", kSolved})
      .When("resume {}", kNoon, kRecorded)
      .Then({"reopened { number: 1 }"});
  Given<Ticket>({kOpenedRecorded, "assigned { team_id: 'lamps' assignee_id: 'ann' }", kSolved,
                 "unassigned {}"})
      .When("resume {}", kNoon, kRecorded)
      .Then({"reopened { number: 1 }"});
}

TEST(RecordedTicket, TakesTeamAndAssigneeAsTheRowHasThem) {
  const std::string_view ann = "assigned { team_id: 'lamps' assignee_id: 'ann' assignment: 1 }";
  const Step steps[] = {
      // Nobody yet.
      {{kOpenedRecorded}, "assign {}", {}},
      {{kOpenedRecorded}, "assign { team_id: 'lamps' assignee_id: 'ann' }", {std::string(ann)}},
      {{kOpenedRecorded}, "assign { team_id: 'lamps' }", {"queued { team_id: 'lamps' entry: 1 }"}},
      {{kOpenedRecorded},
       "assign { assignee_id: 'ann' }",
       {"assigned { team_id: '(none)' assignee_id: 'ann' assignment: 1 }"}},
      // A team.
      {{kOpenedRecorded, kQueued}, "assign { team_id: 'lamps' }", {}},
      {{kOpenedRecorded, kQueued},
       "assign { team_id: 'bulbs' }",
       {"queued { team_id: 'bulbs' entry: 2 }"}},
      {{kOpenedRecorded, kQueued},
       "assign { team_id: 'lamps' assignee_id: 'ann' }",
       {std::string(kAssigned)}},
      {{kOpenedRecorded, kQueued}, "assign {}", {"unassigned { entry: 1 }"}},
      // An agent.
      {{kOpenedRecorded, ann}, "assign { team_id: 'lamps' assignee_id: 'ann' }", {}},
      {{kOpenedRecorded, ann},
       "assign { team_id: 'lamps' assignee_id: 'amy' }",
       {"assigned { team_id: 'lamps' assignee_id: 'amy' assignment: 2 }"}},
      {{kOpenedRecorded, ann},
       "assign { team_id: 'lamps' }",
       {"unassigned { team_id: 'lamps' assignment: 1 }"}},
      {{kOpenedRecorded, ann},
       "assign { team_id: 'bulbs' }",
       {"queued { team_id: 'bulbs' entry: 1 }"}},
      {{kOpenedRecorded, ann}, "assign {}", {"unassigned { assignment: 1 }"}},
      // Done: who would have it.
      {{kOpenedRecorded, ann, kSolved}, "assign { team_id: 'lamps' assignee_id: 'ann' }", {}},
      {{kOpenedRecorded, ann, kSolved},
       "assign { team_id: 'lamps' assignee_id: 'amy' }",
       {"assigned { team_id: 'lamps' assignee_id: 'amy' assignment: 2 }"}},
      {{kOpenedRecorded, ann, kSolved}, "assign {}", {"unassigned { assignment: 1 }"}},
  };
  for (const Step& step : steps) {
    SCOPED_TRACE(std::string(step.command) + " after " + std::string(step.history.back()));
    const auto outcome = Given<Ticket>(step.history).When(step.command, kNoon, kRecorded);
    outcome.Then(Views(step.events));
    // What was told is known: the same row again writes nothing.
    Given<Ticket>(step.history)
        .And(Views(step.events))
        .When(step.command, kNoon, kRecorded)
        .ThenNothing();
  }
}

TEST(RecordedTicket, WaitsOrMustBePlacedWhenNobodyHasIt) {
  const std::string_view ann = "assigned { team_id: 'lamps' assignee_id: 'ann' assignment: 1 }";
  const TicketState queued = Given<Ticket>({kOpenedRecorded, ann})
                                 .When("assign { team_id: 'lamps' }", kNoon, kRecorded)
                                 .state();
  EXPECT_EQ(queued.handling(), v1::HANDLING_QUEUED);
  EXPECT_EQ(queued.assignee_id(), "");
  EXPECT_EQ(queued.last_assignee_id(), "ann");
  const TicketState triage =
      Given<Ticket>({kOpenedRecorded, ann}).When("assign {}", kNoon, kRecorded).state();
  EXPECT_EQ(triage.handling(), v1::HANDLING_TRIAGE);
  EXPECT_EQ(triage.team_id(), "");
}

TEST(RecordedTicket, HasNobodyWhileItIsDone) {
  const TicketState state =
      Given<Ticket>({kOpenedRecorded, kSolved})
          .When("assign { team_id: 'lamps' assignee_id: 'amy' }", kNoon, kRecorded)
          .state();
  EXPECT_EQ(state.handling(), v1::HANDLING_NONE);
  EXPECT_EQ(state.assignee_id(), "");
  EXPECT_EQ(state.done_assignee_id(), "amy");
}

TEST(RecordedTicket, IsJudgedWithoutAuthorityAndAfterItsEnd) {
  Given<Ticket>({kOpenedRecorded, kSolved, "closed {}"})
      .When("prioritise { priority: PRIORITY_URGENT }", kNoon, kRecorded)
      .Then({"prioritised { priority: PRIORITY_URGENT source: JUDGEMENT_SOURCE_MANUAL }"});
  Given<Ticket>({kOpenedRecorded, kSolved, "closed {}"})
      .When("classify { category { levels: 'lamps' } }", kNoon, kRecorded)
      .Then({"classified { category { levels: 'lamps' } source: JUDGEMENT_SOURCE_MANUAL }"});
}

TEST(RecordedTicket, StaysQuietWhenItIsJudgedSoAlready) {
  Given<Ticket>({kOpenedRecorded})
      .When("prioritise { priority: PRIORITY_NORMAL }", kNoon, kRecorded)
      .ThenNothing();
  Given<Ticket>({kOpenedRecorded}).When("classify {}", kNoon, kRecorded).ThenNothing();
}

TEST(RecordedTicket, MayWaitOrBeHeldIntoThePast) {
  Given<Ticket>({kOpenedRecorded})
      .When("hold { reason: 'vendor' until_time { seconds: 1 } }", kNoon, kRecorded)
      .Then({"held { reason: 'vendor' until_time { seconds: 1 } }"});
}

}  // namespace
}  // namespace docket::intake
