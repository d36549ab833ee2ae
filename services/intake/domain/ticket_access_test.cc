#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

constexpr CommandOptions With(Role role) {
  return {.actor = "kind: KIND_AGENT id: 'max'", .roles = {role}, .aggregate_id = kTicket};
}

// Every command but the one that opens.
constexpr const char* kCommands[] = {
    "classify {}", "prioritise {}", "queue {}",    "assign {}",     "wait {}",
    "hold {}",     "resume {}",     "solve {}",    "reopen {}",     "close {}",
    "comment {}",  "redact {}",     "tag {}",      "set_fields {}", "follow {}",
    "unfollow {}", "urge {}",       "rate {}",     "withdraw {}",   "triage {}",
    "lapse {}",    "unassign {}",   "transfer {}", "fire {}",       "apply_policy {}"};

TEST(TicketAccess, FindsNoTicketWhereNoneWasOpened) {
  EXPECT_EQ(std::size(kCommands) + 1,
            static_cast<size_t>(v1::TicketCommand::descriptor()->field_count()));
  for (const char* command : kCommands) {
    Given<Ticket>({})
        .When(command, kNoon, kSupervisor)
        .ThenRejected(v1::TICKET_REJECTION_NOT_FOUND);
    Given<Ticket>({}).When(command, kNoon, kRecorded).ThenRejected(v1::TICKET_REJECTION_NOT_FOUND);
  }
}

TEST(TicketAccess, HidesATicketFromOtherCustomersAndFromNobodys) {
  Given<Ticket>({kOpened})
      .When("resume {}", kNoon, kBob)
      .ThenRejected(v1::TICKET_REJECTION_NOT_FOUND);
  Given<Ticket>({kOpened})
      .When("resume {}", kNoon, {.actor = "id: 'ada'"})
      .ThenRejected(v1::TICKET_REJECTION_NOT_FOUND);
}

TEST(TicketAccess, KeepsTheWorkOfStaffFromCustomersAndReaders) {
  for (const char* command :
       {"classify {}", "prioritise {}", "wait {}", "hold {}", "resume {}", "solve {}", "reopen {}",
        "set_fields {}", "tag {}", "follow {}", "unfollow {}", "transfer {}"}) {
    for (const CommandOptions& caller : {kAda, With(Role::kAdministrator)}) {
      Given<Ticket>({kOpened})
          .When(command, kNoon, caller)
          .ThenRejected(v1::TICKET_REJECTION_NOT_ALLOWED);
    }
  }
}

// From analysts until personal fields are masked for them, from who keeps the host for good.
TEST(TicketAccess, HidesTicketsFromAnalystsAndOperators) {
  for (const Role role : {Role::kAnalyst, Role::kOperator}) {
    for (const char* command : kCommands) {
      Given<Ticket>({kOpened})
          .When(command, kNoon, With(role))
          .ThenRejected(v1::TICKET_REJECTION_NOT_FOUND);
    }
  }
}

TEST(TicketAccess, LetsOnlyASupervisorClose) {
  for (const CommandOptions& caller : {kAda, kAgent, kRouting}) {
    Given<Ticket>({kOpened, "solved { number: 1 }"})
        .When("close {}", kNoon, caller)
        .ThenRejected(v1::TICKET_REJECTION_NOT_ALLOWED);
  }
}

TEST(TicketAccess, LetsOnlyServicesPlaceAndLapse) {
  for (const char* command : {"queue {}", "triage {}", "assign {}", "unassign {}", "lapse {}"}) {
    Given<Ticket>({kOpened})
        .When(command, kNoon, kSupervisor)
        .ThenRejected(v1::TICKET_REJECTION_NOT_ALLOWED);
  }
}

TEST(TicketAccess, LetsSupervisorsAndAdministratorsRedact) {
  for (const CommandOptions& caller : {kSupervisor, With(Role::kAdministrator)}) {
    Given<Ticket>({kOpened, kReplied})
        .When("redact { comment: 1 }", kNoon, caller)
        .Then({"comment_redacted { comment: 1 }"});
  }
  for (const CommandOptions& caller : {kAda, kAgent, kRouting}) {
    Given<Ticket>({kOpened, kReplied})
        .When("redact { comment: 1 }", kNoon, caller)
        .ThenRejected(v1::TICKET_REJECTION_NOT_ALLOWED);
  }
}

TEST(TicketAccess, LetsStaffUrgeRateAndWithdrawInTheCustomersNameOnly) {
  for (const char* command : {"urge {}", "rate {}", "withdraw {}"}) {
    for (const CommandOptions& caller :
         {kAgent, kSupervisor, kRouting, With(Role::kAdministrator)}) {
      Given<Ticket>({kOpened})
          .When(command, kNoon, caller)
          .ThenRejected(v1::TICKET_REJECTION_NOT_ALLOWED);
    }
  }
  Given<Ticket>({kOpened})
      .When("urge {}", kNoon, kForAda)
      .Then({"urged { number: 1 number_of_day: 1 }"});
}

TEST(TicketAccess, KeepsNotesMentionsAndFurtherStepsFromCustomers) {
  for (const char* command :
       {"comment { visibility: COMMENT_VISIBILITY_NOTE text: 'x' }",
        "comment { visibility: COMMENT_VISIBILITY_PUBLIC text: 'x' mentioned_ids: 'ann' }",
        "comment { visibility: COMMENT_VISIBILITY_PUBLIC text: 'x' resume {} }"}) {
    Given<Ticket>({kOpened})
        .When(command, kNoon, kAda)
        .ThenRejected(v1::TICKET_REJECTION_NOT_ALLOWED);
  }
}

TEST(TicketAccess, AsksForTheRightToImport) {
  CommandOptions forged = kRecorded;
  forged.roles = {Role::kSupervisor, Role::kService};
  Given<Ticket>({kOpened})
      .When("resume {}", kNoon, forged)
      .ThenRejected(v1::TICKET_REJECTION_NOT_ALLOWED);
}

TEST(TicketAccess, RefusesACommandWithoutAKindAsMalformed) {
  const auto outcome = Given<Ticket>({kOpened}).When("", kNoon, kAgent);
  EXPECT_EQ(outcome.decision().status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace docket::intake
