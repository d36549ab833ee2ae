// The table of semantics.md 2.2: what each command makes of each status, cell by cell. A cell in
// small letters is the status after the command, one in capitals the reason of its refusal.

#include <array>

#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;

constexpr CommandOptions kTimer{.actor = "kind: KIND_SERVICE id: 'docket-intake'",
                                .roles = {Role::kService},
                                .aggregate_id = kTicket};

constexpr size_t kColumns = 6;
constexpr std::array<std::string_view, kColumns> kStatuses = {"new",  "open",   "pending",
                                                              "held", "solved", "closed"};

// The facts that bring a ticket, answered on the line at its opening, into the status of a column.
// Their instants are over at noon, but for the one up to which it may be rated.
std::vector<std::string_view> FactsOf(size_t column) {
  constexpr std::string_view kSolvedThen =
      "solved { number: 1 close_time { seconds: 40000 } rating_end_time { seconds: 50000 } }";
  switch (column) {
    case 1: return {"resumed {}"};
    case 2: return {"waiting { until_time { seconds: 40000 } silence_time { seconds: 40000 } }"};
    case 3: return {"held { reason: 'parts' until_time { seconds: 40000 } }"};
    case 4: return {kSolvedThen};
    case 5: return {kSolvedThen, "closed {}"};
    default: return {};
  }
}

struct Row {
  std::string_view command;
  const CommandOptions& caller;
  std::array<std::string_view, kColumns> cells;
  // What happened before the ticket came into its status.
  std::vector<std::string_view> before = {};
};

testing::History<Ticket> HistoryOf(const Row& row, size_t column) {
  auto history = Given<Ticket>({kOpenedLive});
  history.And(row.before).And(FactsOf(column));
  return history;
}

std::string_view NameOf(v1::TicketStatus status) {
  return status == v1::TICKET_STATUS_UNSPECIFIED
             ? "none"
             : kStatuses.at(static_cast<size_t>(status) - v1::TICKET_STATUS_NEW);
}

v1::TicketRejection ReasonOf(std::string_view cell) {
  v1::TicketRejection reason = v1::TICKET_REJECTION_UNSPECIFIED;
  EXPECT_TRUE(v1::TicketRejection_Parse("TICKET_REJECTION_" + std::string(cell), &reason)) << cell;
  return reason;
}

void Check(const Row& row, size_t column) {
  const std::string_view cell = row.cells[column];
  static const Teams teams;
  const auto outcome = HistoryOf(row, column).When(row.command, kNoon, teams.By(row.caller));
  if (cell == "follow-up") {
    ASSERT_TRUE(outcome.decision().ok()) << outcome.decision().status();
    EXPECT_TRUE(outcome.decision()->redirect.has_value());
  } else if (cell[0] >= 'A' && cell[0] <= 'Z') {
    outcome.ThenRejected(ReasonOf(cell));
  } else {
    ASSERT_TRUE(outcome.decision().ok()) << outcome.decision().status();
    EXPECT_FALSE(outcome.decision()->events.empty());
    EXPECT_EQ(NameOf(outcome.state().status()), cell);
  }
}

constexpr std::string_view kReply = "comment { visibility: COMMENT_VISIBILITY_PUBLIC text: 'x' }";
constexpr std::string_view kThanks =
    "comment { visibility: COMMENT_VISIBILITY_PUBLIC text: 'Thanks!' }";
constexpr std::string_view kNote = "comment { visibility: COMMENT_VISIBILITY_NOTE text: 'x' }";

// clang-format off
const Row kTable[] = {
    // command, by, new, open, pending, held, solved, closed
    {"assign { team_id: 'lamps' assignee_id: 'ann' entry: 1 assignment: 1 }", kRouting,
     {"open", "open", "pending", "held", "ENTRY_STALE", "ENTRY_STALE"}, {kQueued}},
    {kReply, kAgent,
     {"open", "open", "pending", "held", "solved", "TICKET_CLOSED"}},
    {kReply, kAda,
     {"new", "open", "open", "open", "open", "follow-up"}},
    {kThanks, kAda,
     {"new", "open", "open", "open", "solved", "follow-up"}},
    {kNote, kAgent,
     {"new", "open", "pending", "held", "solved", "TICKET_CLOSED"}},
    {"set_fields { fields { name: 'f' value { integer: 1 } } }", kAgent,
     {"new", "open", "pending", "held", "solved", "TICKET_CLOSED"}},
    {"tag { add: 'vip' }", kAgent,
     {"new", "open", "pending", "held", "solved", "TICKET_CLOSED"}},
    {"classify { kind: TICKET_KIND_FAULT }", kAgent,
     {"new", "open", "pending", "held", "solved", "TICKET_CLOSED"}},
    {"prioritise { priority: PRIORITY_HIGH }", kAgent,
     {"new", "open", "pending", "held", "solved", "TICKET_CLOSED"}},
    {"wait {}", kAgent,
     {"pending", "pending", "ALREADY_WAITING", "pending", "ALREADY_SOLVED", "TICKET_CLOSED"}},
    {"hold { reason: 'parts' until_time { seconds: 129600 } }", kAgent,
     {"held", "held", "held", "held", "ALREADY_SOLVED", "TICKET_CLOSED"}},
    {"transfer { team_id: 'kettles' reason: 'no lamp' }", kAgent,
     {"new", "open", "pending", "held", "ALREADY_SOLVED", "TICKET_CLOSED"}},
    {"resume {}", kAgent,
     {"NOT_WAITING", "NOT_WAITING", "open", "open", "ALREADY_SOLVED", "TICKET_CLOSED"}},
    {"lapse { kind: LAPSE_KIND_UNTIL mark_version: 2 }", kTimer,
     {"LAPSE_STALE", "LAPSE_STALE", "open", "open", "LAPSE_STALE", "LAPSE_STALE"}},
    {"solve { resolution: RESOLUTION_FIXED }", kAgent,
     {"solved", "solved", "solved", "solved", "ALREADY_SOLVED", "TICKET_CLOSED"}},
    {"withdraw {}", kAda,
     {"solved", "solved", "solved", "solved", "ALREADY_SOLVED", "TICKET_CLOSED"}},
    {"lapse { kind: LAPSE_KIND_SILENCE mark_version: 2 }", kTimer,
     {"LAPSE_STALE", "LAPSE_STALE", "solved", "LAPSE_STALE", "LAPSE_STALE", "LAPSE_STALE"}},
    {"reopen {}", kAgent,
     {"NOT_SOLVED", "NOT_SOLVED", "NOT_SOLVED", "NOT_SOLVED", "open", "REOPEN_WINDOW_OVER"}},
    {"close {}", kSupervisor,
     {"NOT_SOLVED", "NOT_SOLVED", "NOT_SOLVED", "NOT_SOLVED", "closed", "TICKET_CLOSED"}},
    {"lapse { kind: LAPSE_KIND_REOPEN_WINDOW mark_version: 2 }", kTimer,
     {"LAPSE_STALE", "LAPSE_STALE", "LAPSE_STALE", "LAPSE_STALE", "closed", "LAPSE_STALE"}},
    {"queue { cause_version: 1 team_id: 'lamps' pool_id: 'home' }", kRouting,
     {"new", "open", "pending", "held", "ALREADY_SOLVED", "TICKET_CLOSED"}},
    {"urge {}", kAda,
     {"new", "open", "ANSWER_AWAITED", "held", "ALREADY_SOLVED", "TICKET_CLOSED"}},
    {"rate { rating { score: 5 } }", kAda,
     {"NOT_SOLVED", "NOT_SOLVED", "NOT_SOLVED", "NOT_SOLVED", "solved", "closed"}},
    {"redact { comment: 1 }", kSupervisor,
     {"new", "open", "pending", "held", "solved", "closed"},
     {"commented { number: 1 visibility: COMMENT_VISIBILITY_NOTE }"}},
};
// clang-format on

TEST(TicketStatusTable, HoldsCellByCell) {
  for (const Row& row : kTable) {
    for (size_t column = 0; column < kColumns; ++column) {
      SCOPED_TRACE(std::string(row.command) + " on a ticket that is " +
                   std::string(kStatuses[column]));
      Check(row, column);
    }
  }
}

// An unsolved ticket has exactly one of triage, queued and assigned, any other none, and somebody
// has it exactly when it is assigned.
TEST(TicketStatusTable, KeepsHandlingInStepWithStatus) {
  for (const Row& row : kTable) {
    for (size_t column = 0; column < kColumns; ++column) {
      const TicketState state = HistoryOf(row, column).When(row.command, kNoon, row.caller).state();
      const bool done =
          state.status() == v1::TICKET_STATUS_SOLVED || state.status() == v1::TICKET_STATUS_CLOSED;
      EXPECT_EQ(state.handling() == v1::HANDLING_NONE, done) << row.command;
      EXPECT_EQ(state.handling() == v1::HANDLING_ASSIGNED, !state.assignee_id().empty())
          << row.command;
    }
  }
}

}  // namespace
}  // namespace docket::intake
