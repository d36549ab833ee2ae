// What time alone does to a ticket, through the log: never early, once, and not to a ticket that
// has moved on.

#include "services/intake/projection/ticket_lapses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/scripted_event_log.h"
#include "libs/testing/scripted_positions.h"
#include "services/intake/projection/intake_unit_test.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using testing::Fate;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr char kOpen[] =
    "open { requester { customer_key: 'ada' } channel: CHANNEL_PHONE live: true subject: 'Lamp' }";
constexpr char kSolve[] = "solve { resolution: RESOLUTION_FIXED }";
constexpr milliseconds kTick{1};

class TicketLapsesTest : public ::testing::Test {
 protected:
  TicketLapsesTest() { desk_.Assign(); }

  ~TicketLapsesTest() override { EXPECT_TRUE(desk_.loop().halt().ok()) << desk_.loop().halt(); }

  // A ticket that waits for us, whose customer was answered on the line.
  void Open() { desk_.Done(kOpen, kAgent, "open"); }

  std::vector<std::string> InLog() {
    std::vector<std::string> commits;
    for (const log::LogRecord& record : log_.records(kEvents))
      commits.push_back(Say(record.record));
    return commits;
  }

  testing::ScriptedEventLog log_;
  testing::ScriptedPositions positions_;
  IntakeDesk desk_{log_, positions_};
};

TEST_F(TicketLapsesTest, RemindASilentCustomerAndThenSolve) {
  Open();
  desk_.Done("wait {}", kAgent, "r1");
  desk_.RunAfter(days(3));
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 waiting"));  // Due exactly now.
  desk_.RunAfter(kTick);
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 waiting", "3 reminded"));
  desk_.RunAfter(days(4) - kTick);
  EXPECT_THAT(InLog(), SizeIs(3));
  desk_.RunAfter(kTick);
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 waiting", "3 reminded", "4 solved"));
  EXPECT_EQ(desk_.State().resolution(), v1::RESOLUTION_NO_REPLY);
}

TEST_F(TicketLapsesTest, TellBeforeASolvedTicketClosesAndCloseIt) {
  Open();
  desk_.Done(kSolve, kAgent, "r1");
  desk_.RunAfter(days(7) - hours(24));
  EXPECT_THAT(InLog(), SizeIs(2));
  desk_.RunAfter(kTick);
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 solved", "3 reminded"));
  desk_.RunAfter(hours(24) - kTick);
  EXPECT_THAT(InLog(), SizeIs(3));
  desk_.RunAfter(kTick);
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 solved", "3 reminded", "4 closed"));
  desk_.RunAfter(days(400));
  EXPECT_THAT(InLog(), SizeIs(4));
}

TEST_F(TicketLapsesTest, MakeAHeldTicketOurTurnAtItsInstant) {
  Open();
  desk_.Done("hold { reason: 'parts' until_time { seconds: 129600 } }", kAgent, "r1");
  desk_.RunAfter(days(1));
  EXPECT_THAT(InLog(), SizeIs(2));
  desk_.RunAfter(kTick);
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 held", "3 resumed"));
}

TEST_F(TicketLapsesTest, MoveWithTheInstant) {
  Open();
  desk_.Done("hold { reason: 'parts' until_time { seconds: 129600 } }", kAgent, "r1");
  desk_.Done("hold { reason: 'parts' until_time { seconds: 216000 } }", kAgent, "r2");
  desk_.RunAfter(days(1) + kTick);
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 held", "3 held"));
  desk_.RunAfter(days(1));
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 held", "3 held", "4 resumed"));
}

TEST_F(TicketLapsesTest, AreSettledWhenTheTicketMovesOn) {
  Open();
  desk_.Done("wait {}", kAgent, "r1");
  desk_.RunAfter(days(2));
  desk_.Done("comment { visibility: COMMENT_VISIBILITY_PUBLIC text: 'Here' }", kAda, "r2");
  desk_.RunAfter(days(10));
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 waiting", "3 commented,resumed"));
  EXPECT_THAT(log_.records(kCommands), IsEmpty());
}

// The customer answers between the timer's command and its decision.
TEST_F(TicketLapsesTest, AreRefusedWhenTheTicketMovedOnMeanwhile) {
  Open();
  desk_.Done("wait {}", kAgent, "r1");
  log_.Hold(kCommands);
  desk_.RunAfter(days(7) + kTick);
  ASSERT_THAT(log_.held(kCommands), SizeIs(1));
  desk_.Done("comment { visibility: COMMENT_VISIBILITY_PUBLIC text: 'Here' }", kAda, "r2");
  log_.Resolve(kCommands, Fate::kLands);
  log_.Release(kCommands);
  desk_.RunAfter(seconds(1));
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 waiting", "3 commented,resumed"));
  EXPECT_THAT(desk_.loop().command_counters(0).refused, ElementsAre(Pair("LAPSE_STALE", 2)));
}

TEST_F(TicketLapsesTest, AreFiredByTheProcessAfterARestart) {
  Open();
  desk_.Done("wait {}", kAgent, "r1");
  desk_.RunAfter(seconds(1));
  desk_.Restart();
  desk_.RunAfter(days(3));
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 waiting", "3 reminded"));
  desk_.Restart(/*lose_disk=*/true);
  desk_.RunAfter(days(4));
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 waiting", "3 reminded", "4 solved"));
}

// Its owner was away for longer than all its windows.
TEST_F(TicketLapsesTest, ComeLateInTheOrderOfTheirInstants) {
  Open();
  desk_.Done("wait {}", kAgent, "r1");
  desk_.RunAfter(days(30));
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 waiting", "3 reminded", "4 solved"));
}

TEST_F(TicketLapsesTest, GiveTheSameRowsWhenRebuilt) {
  Open();
  desk_.Done("wait {}", kAgent, "r1");
  desk_.RunAfter(days(3) + kTick);
  const std::vector<std::string> rows = desk_.Rows();
  desk_.Restart(/*lose_disk=*/true);
  desk_.RunAfter(seconds(1));
  EXPECT_EQ(desk_.Rows(), rows);
}

TEST_F(TicketLapsesTest, AreNotArmedByRecordedHistoryBeforeItIsAdopted) {
  constexpr testing::CommandOptions kImport{
      .actor = "kind: KIND_SERVICE id: 'import'",
      .roles = {Role::kImport},
      .recorded = "source: 'servicenow' case: 'INC1' row: 1 time { seconds: 43200 }"};
  desk_.Done(kOpen, kImport, "open");
  desk_.Done("wait {}", kImport, "r1");
  desk_.RunAfter(days(30));
  EXPECT_THAT(InLog(), ElementsAre("1 opened", "2 waiting"));
  desk_.Done("tag { add: 'vip' }", kAgent, "r2");
  desk_.RunAfter(kTick);
  EXPECT_THAT(InLog(),
              ElementsAre("1 opened", "2 waiting", "3 adopted,tagged", "4 reminded", "5 solved"));
}

TEST_F(TicketLapsesTest, LeaveTheRatingOpenForThirtyDays) {
  Open();
  desk_.Done(kSolve, kAgent, "r1");
  desk_.RunAfter(days(29));
  EXPECT_EQ(desk_.State().status(), v1::TICKET_STATUS_CLOSED);
  desk_.Done("rate { rating { score: 5 } }", kAda, "r2");
  desk_.RunAfter(days(1) + kTick);
  const auto late = desk_.Ask("rate { rating { score: 1 } }", kAda, "r3");
  ASSERT_TRUE(RejectionOf(late.status()).has_value());
  EXPECT_EQ(RejectionOf(late.status())->reason, "RATING_WINDOW_OVER");
}

}  // namespace
}  // namespace docket::intake
