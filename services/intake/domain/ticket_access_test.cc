#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

constexpr CommandOptions With(Role role) {
  return {.actor = "kind: KIND_AGENT id: 'max'", .roles = {role}, .aggregate_id = kTicket};
}

TEST(TicketAccess, FindsNoTicketWhereNoneWasOpened) {
  for (const char* command : {"classify {}", "prioritise {}", "queue {}", "assign {}", "wait {}",
                              "hold {}", "resume {}", "solve {}", "reopen {}", "close {}"}) {
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
  for (const char* command : {"classify {}", "prioritise {}", "wait {}", "hold {}", "resume {}",
                              "solve {}", "reopen {}"}) {
    for (const CommandOptions& caller : {kAda, With(Role::kAnalyst), With(Role::kAdministrator)}) {
      Given<Ticket>({kOpened})
          .When(command, kNoon, caller)
          .ThenRejected(v1::TICKET_REJECTION_NOT_ALLOWED);
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

TEST(TicketAccess, LetsOnlyServicesPlace) {
  for (const char* command : {"queue {}", "assign {}"}) {
    Given<Ticket>({kOpened})
        .When(command, kNoon, kSupervisor)
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
