// What the unit that follows tickets' clocks sends, and when.

#include "services/escalation/projection/clock_timers.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "libs/base/proto_time.h"
#include "libs/testing/ticket_follower.h"
#include "services/escalation/projection/escalation_unit.h"

namespace docket::escalation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ticket::v1::TicketCommandRecord;

const log::TopicPartition kCommands{"docket.ticket.commands.v1", 0};

constexpr char kOpened[] =
    "opened { requester { customer_key: 'ada' } channel: CHANNEL_WEB subject: 'Lamp'"
    " priority: PRIORITY_NORMAL feeling: FEELING_CALM }";
// A solution within 100 seconds, and a warning after 50.
constexpr char kApplied[] =
    "policy_applied { policy_id: 'all' policies_version: 1"
    " targets { metric: SLA_METRIC_RESOLUTION target { seconds: 100 } }"
    " pause_statuses: TICKET_STATUS_PENDING on_reopen: REOPEN_EFFECT_RESUME reopen_floor {}"
    " levels { level_id: 'half' metric: SLA_METRIC_RESOLUTION percent: 50 } }";
constexpr char kDues[] =
    "dues_set { clocks { metric: SLA_METRIC_RESOLUTION instance: 1 running: true used_working {}"
    " deadline_time { seconds: 150 } levels { level_id: 'half' due_time { seconds: 100 } } } }";

class ClockTimersTest : public testing::TicketFollower {
 protected:
  ClockTimersTest() : TicketFollower(EscalationUnit(0)) {}

  void RunAt(milliseconds time) {
    now_.monotonic += FromMillis(time.count()) - now_.wall;
    now_.wall = FromMillis(time.count());
    Run();
  }
  std::vector<TicketCommandRecord> Sent() {
    return TicketFollower::Sent<TicketCommandRecord>(kCommands);
  }
};

TEST_F(ClockTimersTest, FireWhatIsDueUntilAnEventSettlesIt) {
  Land({kOpened, kApplied, kDues});
  RunAt(seconds(99));
  EXPECT_THAT(Sent(), IsEmpty());
  RunAt(seconds(100) + milliseconds(1));
  ASSERT_THAT(Sent(), SizeIs(1));
  const ticket::v1::FireClock fire = Sent()[0].command().fire();
  EXPECT_EQ(fire.metric(), setting::v1::SLA_METRIC_RESOLUTION);
  EXPECT_EQ(fire.instance(), 1u);
  EXPECT_EQ(fire.level_id(), "half");
  EXPECT_EQ(FromProto(fire.due_time()), FromMillis(100'000));
  RunAt(seconds(102));
  ASSERT_THAT(Sent(), SizeIs(2));
  EXPECT_EQ(Sent()[1].header().command_id(), Sent()[0].header().command_id());
  Land(
      {"warned { metric: SLA_METRIC_RESOLUTION instance: 1 level_id: 'half'"
       " due_time { seconds: 100 } }"});
  RunAt(seconds(149));
  EXPECT_THAT(Sent(), SizeIs(2));
  RunAt(seconds(150) + milliseconds(1));
  ASSERT_THAT(Sent(), SizeIs(3));
  EXPECT_EQ(Sent()[2].command().fire().level_id(), "");
}

TEST_F(ClockTimersTest, FireNothingThatHasStoppedOrMoved) {
  Land({kOpened, kApplied, kDues});
  Land({"solved { number: 1 resolution: RESOLUTION_FIXED }",
        "clock_stopped { metric: SLA_METRIC_RESOLUTION instance: 1 stop_number: 1"
        " outcome: CLOCK_OUTCOME_MET used_working {} }"});
  RunAt(seconds(1000));
  EXPECT_THAT(Sent(), IsEmpty());
}

TEST_F(ClockTimersTest, FireABreachThatIsOwedThoughTheClockHasStopped) {
  Land({kOpened, kApplied, kDues});
  loop_.Revoke();  // Nobody was there when it was due.
  RunAt(seconds(200));
  Land({"solved { number: 1 resolution: RESOLUTION_FIXED }",
        "clock_stopped { metric: SLA_METRIC_RESOLUTION instance: 1 stop_number: 1"
        " outcome: CLOCK_OUTCOME_MISSED used_working { seconds: 150 } }"});
  EXPECT_THAT(Sent(), IsEmpty());
  loop_.Assign();
  RunAt(seconds(201));
  ASSERT_THAT(Sent(), SizeIs(1));
  EXPECT_EQ(FromProto(Sent()[0].command().fire().due_time()), FromMillis(150'000));
}

constexpr char kStricter[] =
    "name: 'default' policies { apply_to_open: true items { id: 'all' targets { metric: "
    "SLA_METRIC_RESOLUTION normal { seconds: 60 } } } }";

TEST_F(ClockTimersTest, HaveOpenTicketsJudgedAnewIfThatIsAskedFor) {
  Land({kOpened, kApplied, kDues});
  settings_.Publish(kStricter);
  Run();
  ASSERT_THAT(Sent(), SizeIs(1));
  EXPECT_TRUE(Sent()[0].command().has_apply_policy());
  EXPECT_EQ(Sent()[0].header().settings(), 1u);
  RunAt(seconds(52));
  EXPECT_THAT(Sent(), SizeIs(2));
  Land(
      {"policy_applied { policy_id: 'all' policies_version: 1 targets { metric: "
       "SLA_METRIC_RESOLUTION target { seconds: 60 } } pause_statuses: TICKET_STATUS_PENDING"
       " on_reopen: REOPEN_EFFECT_RESUME reopen_floor {} }"});
  RunAt(seconds(60));
  EXPECT_THAT(Sent(), SizeIs(2));
}

TEST_F(ClockTimersTest, LeaveTheSolvedAndThoseThatWouldHaveTheSameAlone) {
  settings_.Publish(kStricter);
  Land({kOpened});
  EXPECT_THAT(Sent(), IsEmpty());  // Its decider knew them.
  Land({"solved { number: 1 resolution: RESOLUTION_FIXED }"});
  settings_.Publish(kStricter);
  RunAt(seconds(60));
  EXPECT_THAT(Sent(), IsEmpty());
}

}  // namespace
}  // namespace docket::escalation
