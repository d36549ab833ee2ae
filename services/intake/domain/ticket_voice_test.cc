#include "services/intake/domain/ticket_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr milliseconds kInstant{1};
constexpr std::string_view kSolvedOnce = "solved { number: 1 rating_end_time { seconds: 43200 } }";

TEST(TicketUrge, IsPossibleHalfAnHourAfterTheOpening) {
  const Time first = Time{} + minutes(30);
  Given<Ticket>({kOpened})
      .When("urge {}", first, kAda)
      .Then({"urged { number: 1 number_of_day: 1 }"});
  Given<Ticket>({kOpened})
      .When("urge {}", first - kInstant, kAda)
      .ThenRejected(v1::TICKET_REJECTION_URGE_TOO_SOON, {{"retry_at", FormatTime(first)}});
}

TEST(TicketUrge, IsPossibleHalfAnHourAfterTheLastReply) {
  const Time first = kNoon + minutes(30);
  Given<Ticket>({kOpened})
      .And({kReplied}, kNoon)
      .When("urge {}", first - kInstant, kAda)
      .ThenRejected(v1::TICKET_REJECTION_URGE_TOO_SOON, {{"retry_at", FormatTime(first)}});
  Given<Ticket>({kOpened})
      .And({kReplied}, kNoon)
      .When("urge {}", first, kAda)
      .Then({"urged { number: 1 number_of_day: 1 }"});
}

TEST(TicketUrge, IsPossibleEveryTwoHours) {
  const Time second = kNoon + hours(2);
  Given<Ticket>({kOpened})
      .And({"urged { number: 1 }"}, kNoon)
      .When("urge {}", second - kInstant, kAda)
      .ThenRejected(v1::TICKET_REJECTION_URGE_TOO_SOON, {{"retry_at", FormatTime(second)}});
  Given<Ticket>({kOpened})
      .And({"urged { number: 1 }"}, kNoon)
      .When("urge {}", second, kAda)
      .Then({"urged { number: 2 number_of_day: 2 }"});
}

TEST(TicketUrge, IsPossibleFiveTimesADay) {
  const auto five = Given<Ticket>({kOpened}).And(
      {"urged { number: 1 }", "urged { number: 2 }", "urged { number: 3 }", "urged { number: 4 }",
       "urged { number: 5 }"},
      kNoon);
  const Time midnight = Time{} + hours(24);
  five.When("urge {}", midnight - kInstant, kAda)
      .ThenRejected(v1::TICKET_REJECTION_URGE_TOO_SOON, {{"retry_at", FormatTime(midnight)}});
  const auto outcome = five.When("urge {}", midnight, kAda);
  EXPECT_EQ(outcome.state().urges(), 6u);
  EXPECT_EQ(outcome.state().urges_of_day(), 1u);
}

TEST(TicketUrge, RaisesThePriorityEachThirdTime) {
  Given<Ticket>({kOpened, "urged { number: 1 }", "urged { number: 2 }"})
      .When("urge {}", kNoon, kAda)
      .Then({"urged { number: 3 number_of_day: 3 }",
             "prioritised { priority: PRIORITY_HIGH source: JUDGEMENT_SOURCE_BOOST }"});
}

TEST(TicketUrge, RaisesNothingAboveUrgent) {
  Given<Ticket>({kOpened, "urged { number: 1 }", "urged { number: 2 }",
                 "prioritised { priority: PRIORITY_URGENT }"})
      .When("urge {}", kNoon, kAda)
      .Then({"urged { number: 3 number_of_day: 3 }"});
}

TEST(TicketUrge, AsksForAnAnswerLikeAComment) {
  EXPECT_TRUE(Given<Ticket>({kOpened, kReplied}).When("urge {}", kNoon, kAda).state().reply_owed());
}

TEST(TicketUrge, IsNotSpacedInRecordedHistory) {
  Given<Ticket>({kOpenedRecorded})
      .And({"urged { number: 1 }"}, kNoon)
      .When("urge {}", kNoon, kRecorded)
      .Then({"urged { number: 2 }"});
}

TEST(TicketRate, JudgesTheLastSolve) {
  Given<Ticket>({kOpened, kSolvedOnce})
      .When("rate { rating { verdict: RATING_VERDICT_GOOD } words: 'Quick.' }", kNoon, kAda)
      .Then({"rated { solve: 1 rating { verdict: RATING_VERDICT_GOOD } words: 'Quick.' }"});
  Given<Ticket>({kOpened, kSolvedOnce, "closed {}"})
      .When("rate { rating { score: 2 } }", kNoon, kAda)
      .Then({"rated { solve: 1 rating { score: 2 } }"});
}

TEST(TicketRate, MayChangeButNotRepeatItself) {
  const std::string_view good = "rated { solve: 1 rating { score: 5 } }";
  Given<Ticket>({kOpened, kSolvedOnce, good})
      .When("rate { rating { score: 5 } }", kNoon, kAda)
      .ThenRejected(v1::TICKET_REJECTION_NO_CHANGE);
  Given<Ticket>({kOpened, kSolvedOnce, good})
      .When("rate { rating { score: 1 } }", kNoon, kAda)
      .Then({"rated { solve: 1 rating { score: 1 } }"});
}

TEST(TicketRate, BeginsAnewWithEachSolve) {
  Given<Ticket>({kOpened, kSolvedOnce, "rated { solve: 1 rating { score: 5 } }",
                 "reopened { number: 1 }",
                 "solved { number: 2 rating_end_time { seconds: 43200 } }"})
      .When("rate { rating { score: 5 } }", kNoon, kAda)
      .Then({"rated { solve: 2 rating { score: 5 } }"});
}

TEST(TicketRate, EndsWithItsWindow) {
  Given<Ticket>({kOpened, kSolvedOnce})
      .When("rate { rating { score: 5 } }", kNoon + kInstant, kAda)
      .ThenRejected(v1::TICKET_REJECTION_RATING_WINDOW_OVER);
}

TEST(TicketRate, RefusesAnUnsolvedTicket) {
  Given<Ticket>({kOpened})
      .When("rate { rating { score: 5 } }", kNoon, kAda)
      .ThenRejected(v1::TICKET_REJECTION_NOT_SOLVED);
}

TEST(TicketRate, AsksForAJudgementWithinItsBounds) {
  Given<Ticket>({kOpened, kSolvedOnce})
      .When("rate {}", kNoon, kAda)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_REQUIRED, {{"field", "rating"}});
  for (const char* command : {"rate { rating { score: 0 } }", "rate { rating { score: 6 } }"}) {
    Given<Ticket>({kOpened, kSolvedOnce})
        .When(command, kNoon, kAda)
        .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"field", "rating.score"}});
  }
  Given<Ticket>({kOpened, kSolvedOnce})
      .When("rate { rating { verdict: 7 } }", kNoon, kAda)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"field", "rating.verdict"}});
  Given<Ticket>({kOpened, kSolvedOnce})
      .When("rate { rating { score: 5 } words: '" + std::string(2001, 'x') + "' }", kNoon, kAda)
      .ThenRejected(v1::TICKET_REJECTION_FIELD_INVALID, {{"field", "words"}});
}

TEST(TicketWithdraw, SolvesWithoutAnAnswer) {
  Given<Ticket>({kOpened})
      .When("withdraw {}", kNoon, kAda)
      .Then({Solved("number: 1 resolution: RESOLUTION_WITHDRAWN")});
}

TEST(TicketWithdraw, TakesNoAnswerForItsSolution) {
  Given<Ticket>({kOpened, kReplied})
      .When("withdraw {}", kNoon, kForAda)
      .Then({Solved("number: 1 resolution: RESOLUTION_WITHDRAWN")});
}

TEST(TicketWithdraw, RefusesADoneTicket) {
  Given<Ticket>({kOpened, kSolvedOnce})
      .When("withdraw {}", kNoon, kAda)
      .ThenRejected(v1::TICKET_REJECTION_ALREADY_SOLVED);
  Given<Ticket>({kOpened, kSolvedOnce, "closed {}"})
      .When("withdraw {}", kNoon, kAda)
      .ThenRejected(v1::TICKET_REJECTION_TICKET_CLOSED);
}

}  // namespace
}  // namespace docket::intake
