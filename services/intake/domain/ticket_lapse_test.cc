#include "services/intake/domain/ticket_lapse.h"

#include <gmock/gmock.h>

#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using std::chrono::days;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr CommandOptions kTimer{.actor = "kind: KIND_SERVICE id: 'docket-intake'",
                                .roles = {Role::kService},
                                .aggregate_id = kTicket};

// What `command` leaves armed when it is given at noon after `history`.
std::vector<DueLapse> ArmedBy(const std::vector<std::string_view>& history,
                              std::string_view command, const CommandOptions& caller = kAgent) {
  return DueLapses(Given<Ticket>(history).When(command, kNoon, caller).state());
}

// A ticket that waits for the customer since noon of day 0.
auto Pending() { return Given<Ticket>({kOpenedLive}).And({Waiting()}, kNoon); }
auto SolvedAtNoon() { return Given<Ticket>({kOpenedLive}).And({Solved("number: 1")}, kNoon); }

TEST(DueLapses, RemindASilentCustomerThenSolve) {
  EXPECT_THAT(ArmedBy({kOpenedLive}, "wait {}"),
              ElementsAre(DueLapse{v1::LAPSE_KIND_SILENCE_REMINDER, 2, kNoon + days(3)},
                          DueLapse{v1::LAPSE_KIND_SILENCE, 2, kNoon + days(7)}));
}

TEST(DueLapses, WakeAWaitingAndAHeldTicket) {
  EXPECT_THAT(ArmedBy({kOpenedLive}, "wait { until_time { seconds: 129600 } }"),
              ElementsAre(DueLapse{v1::LAPSE_KIND_UNTIL, 2, kNoon + days(1)},
                          DueLapse{v1::LAPSE_KIND_SILENCE_REMINDER, 2, kNoon + days(3)},
                          DueLapse{v1::LAPSE_KIND_SILENCE, 2, kNoon + days(7)}));
  EXPECT_THAT(ArmedBy({kOpened}, "hold { reason: 'parts' until_time { seconds: 129600 } }"),
              ElementsAre(DueLapse{v1::LAPSE_KIND_UNTIL, 2, kNoon + days(1)}));
}

TEST(DueLapses, TellBeforeASolvedTicketCloses) {
  EXPECT_THAT(ArmedBy({kOpenedLive}, "solve { resolution: RESOLUTION_FIXED }"),
              ElementsAre(DueLapse{v1::LAPSE_KIND_CLOSING_REMINDER, 2, kNoon + days(6)},
                          DueLapse{v1::LAPSE_KIND_REOPEN_WINDOW, 2, kNoon + days(7)}));
}

TEST(DueLapses, AreNoneForATicketThatWaitsForUsOrIsClosed) {
  EXPECT_THAT(DueLapses(Given<Ticket>({kOpened}).state()), IsEmpty());
  EXPECT_THAT(DueLapses(Given<Ticket>({kOpened, kReplied}).state()), IsEmpty());
  EXPECT_THAT(DueLapses(Given<Ticket>({kOpenedLive, Waiting(), "resumed {}"}).state()), IsEmpty());
  EXPECT_THAT(DueLapses(Given<Ticket>({kOpenedLive, Solved("number: 1"), "closed {}"}).state()),
              IsEmpty());
  EXPECT_THAT(
      DueLapses(
          Given<Ticket>({kOpenedLive, Solved("number: 1"), "reopened { number: 1 }"}).state()),
      IsEmpty());
}

TEST(DueLapses, ForgetAReminderThatWasGiven) {
  EXPECT_THAT(
      DueLapses(Pending().And({"reminded { kind: LAPSE_KIND_SILENCE_REMINDER }"}, kNoon).state()),
      ElementsAre(DueLapse{v1::LAPSE_KIND_SILENCE, 2, kNoon + days(7)}));
}

TEST(DueLapses, HaveANewMarkWhenTheInstantMoves) {
  EXPECT_THAT(ArmedBy({kOpened, "held { reason: 'parts' until_time { seconds: 50000 } }"},
                      "hold { reason: 'parts' until_time { seconds: 129600 } }"),
              ElementsAre(DueLapse{v1::LAPSE_KIND_UNTIL, 3, kNoon + days(1)}));
}

TEST(DueLapses, AreNoneInRecordedHistoryBeforeItIsAdopted) {
  EXPECT_THAT(ArmedBy({kOpenedRecorded}, "wait {}", kRecorded), IsEmpty());
  EXPECT_THAT(DueLapses(Given<Ticket>({kOpenedRecorded, Waiting(), "adopted {}"}).state()),
              ElementsAre(DueLapse{v1::LAPSE_KIND_SILENCE_REMINDER, 2, kNoon + days(3)},
                          DueLapse{v1::LAPSE_KIND_SILENCE, 2, kNoon + days(7)}));
}

TEST(TicketLapse, MakesItOurTurnAtTheInstant) {
  Given<Ticket>({kOpened, "held { reason: 'parts' until_time { seconds: 43200 } }"})
      .When("lapse { kind: LAPSE_KIND_UNTIL mark_version: 2 }", kNoon, kTimer)
      .Then({"resumed {}"});
}

TEST(TicketLapse, RemindsOfSilenceAndOfClosing) {
  Pending()
      .When("lapse { kind: LAPSE_KIND_SILENCE_REMINDER mark_version: 2 }", kNoon + days(3), kTimer)
      .Then({"reminded { kind: LAPSE_KIND_SILENCE_REMINDER }"});
  SolvedAtNoon()
      .When("lapse { kind: LAPSE_KIND_CLOSING_REMINDER mark_version: 2 }", kNoon + days(6), kTimer)
      .Then({"reminded { kind: LAPSE_KIND_CLOSING_REMINDER }"});
}

TEST(TicketLapse, SolvesForWantOfAnAnswer) {
  const auto outcome =
      Pending().When("lapse { kind: LAPSE_KIND_SILENCE mark_version: 2 }", kNoon + days(7), kTimer);
  EXPECT_EQ(outcome.state().status(), v1::TICKET_STATUS_SOLVED);
  EXPECT_EQ(outcome.state().resolution(), v1::RESOLUTION_NO_REPLY);
}

TEST(TicketLapse, ClosesASolvedTicket) {
  SolvedAtNoon()
      .When("lapse { kind: LAPSE_KIND_REOPEN_WINDOW mark_version: 2 }", kNoon + days(7), kTimer)
      .Then({"closed {}"});
}

TEST(TicketLapse, RefusesAnotherKindMarkOrInstant) {
  const Time due = kNoon + days(7);
  Pending()
      .When("lapse { kind: LAPSE_KIND_REOPEN_WINDOW mark_version: 2 }", due, kTimer)
      .ThenRejected(v1::TICKET_REJECTION_LAPSE_STALE);
  Pending()
      .When("lapse { kind: LAPSE_KIND_SILENCE mark_version: 1 }", due, kTimer)
      .ThenRejected(v1::TICKET_REJECTION_LAPSE_STALE);
  Pending()
      .When("lapse { kind: LAPSE_KIND_SILENCE mark_version: 2 }", due - milliseconds(1), kTimer)
      .ThenRejected(v1::TICKET_REJECTION_LAPSE_STALE);
}

TEST(TicketLapse, AsksForAKind) {
  Pending()
      .When("lapse { mark_version: 2 }", kNoon, kTimer)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "kind"}});
}

}  // namespace
}  // namespace docket::intake
