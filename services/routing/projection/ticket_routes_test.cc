// What the unit that follows tickets sends to tickets and to pools because of their events.

#include "services/routing/projection/ticket_routes.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "docket/routing/v1/pool_commands.pb.h"
#include "docket/ticket/v1/ticket_commands.pb.h"
#include "libs/testing/ticket_follower.h"
#include "services/routing/projection/routing_unit.h"

namespace docket::routing {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const log::TopicPartition kOfTickets{"docket.ticket.commands.v1", 0};
const log::TopicPartition kOfPools{"docket.pool.commands.v1", 0};

constexpr char kOpened[] =
    "opened { requester { customer_key: 'ada' } channel: CHANNEL_WEB subject: 'Lamp'"
    " priority: PRIORITY_NORMAL feeling: FEELING_CALM }";
constexpr char kQueued[] =
    "queued { team_id: 'lamps' pool_id: 'home' entry: 1 weight: 10"
    " waiting_since_time { seconds: 100 } }";
constexpr char kAssigned[] =
    "assigned { team_id: 'lamps' assignee_id: 'ann' entry: 1 assignment: 1 }";

class TicketRoutesTest : public testing::TicketFollower {
 protected:
  TicketRoutesTest() : TicketFollower(RoutingUnit(0)) {}

  void PublishCompany() {
    settings_.Publish("name: 'home' pool { label: 'Home' }");
    settings_.Publish("name: 'lamps' team { label: 'Lamps' pool: 'home' }");
    settings_.Publish("name: 'default' tenant { catch_all_team: 'lamps' }");
    Run();
  }

  // The kinds of commands in a topic, in order.
  template <typename Record>
  std::vector<std::string> KindsSent(const log::TopicPartition& place) {
    std::vector<std::string> kinds;
    for (const Record& record : Sent<Record>(place)) {
      kinds.push_back(eventing::EventKindName(record.command()));
    }
    return kinds;
  }
  std::vector<std::string> ToTickets() {
    return KindsSent<ticket::v1::TicketCommandRecord>(kOfTickets);
  }
  std::vector<std::string> ToPools() { return KindsSent<v1::PoolCommandRecord>(kOfPools); }
  v1::PoolCommand LastToPool() { return Sent<v1::PoolCommandRecord>(kOfPools).back().command(); }
};

TEST_F(TicketRoutesTest, HaveATicketTriagedOnce) {
  PublishCompany();
  Land({kOpened});
  EXPECT_THAT(ToTickets(), ElementsAre("triage"));
  Land({"tagged { added: 'x' }"});
  EXPECT_THAT(ToTickets(), ElementsAre("triage"));
  EXPECT_THAT(ToPools(), IsEmpty());
}

TEST_F(TicketRoutesTest, HaveATicketQueuedWhoseTeamIsKnown) {
  PublishCompany();
  Land({kOpened});
  Land({"transferred { team_id: 'lamps' reason: 'x' }"});
  EXPECT_THAT(ToTickets(), ElementsAre("triage", "queue"));
}

TEST_F(TicketRoutesTest, WaitForATeam) {
  Land({kOpened});
  EXPECT_THAT(ToTickets(), IsEmpty());
  PublishCompany();
  EXPECT_THAT(ToTickets(), ElementsAre("triage"));
  Land({kQueued});
  now_.monotonic += seconds(100);
  Run();
  EXPECT_THAT(ToTickets(), ElementsAre("triage"));
}

TEST_F(TicketRoutesTest, TellAPoolOfAWaitFromItsBeginningToItsEnd) {
  PublishCompany();
  Land({kOpened});
  Land({kQueued});
  EXPECT_THAT(ToPools(), ElementsAre("enqueue"));
  EXPECT_EQ(LastToPool().enqueue().pool_id(), "home");
  EXPECT_EQ(LastToPool().enqueue().entry().ticket_version(), 2u);
  EXPECT_EQ(LastToPool().enqueue().entry().weight(), 10u);
  Land({kAssigned});
  Land({"prioritised { priority: PRIORITY_HIGH }"});
  EXPECT_EQ(LastToPool().update().change().priority(), ticket::v1::PRIORITY_HIGH);
  Land(
      {"commented { number: 1 visibility: COMMENT_VISIBILITY_PUBLIC author: COMMENT_AUTHOR_AGENT }",
       "waiting {}"});
  EXPECT_TRUE(LastToPool().update().change().answered());
  EXPECT_TRUE(LastToPool().update().change().paused());
  Land({"tagged { added: 'x' }"});  // Nothing by which it is ranked.
  Land({"solved { number: 1 }"});
  EXPECT_THAT(ToPools(), ElementsAre("enqueue", "update", "update", "release"));
  EXPECT_EQ(LastToPool().release().entry(), 1u);
}

TEST_F(TicketRoutesTest, TellAPoolByWhenATicketIsDueAndWhenThatPresses) {
  PublishCompany();
  Land(
      {kOpened,
       "policy_applied { policy_id: 'all'"
       " targets { metric: SLA_METRIC_FIRST_RESPONSE target { seconds: 60 } } }",
       "dues_set { clocks { metric: SLA_METRIC_FIRST_RESPONSE instance: 1 running: true"
       " deadline_time { seconds: 110 } levels { level_id: 'near' due_time { seconds: 80 } } } }"});
  Land({kQueued});
  EXPECT_EQ(LastToPool().enqueue().entry().due_time().seconds(), 110);
  EXPECT_FALSE(LastToPool().enqueue().entry().warned());
  Land({"warned { metric: SLA_METRIC_FIRST_RESPONSE instance: 1 level_id: 'near' }"});
  EXPECT_TRUE(LastToPool().update().change().warned());
  EXPECT_EQ(LastToPool().update().change().due_time().seconds(), 110);
  Land(
      {"commented { number: 1 visibility: COMMENT_VISIBILITY_PUBLIC author: COMMENT_AUTHOR_AGENT }",
       "clock_stopped { metric: SLA_METRIC_FIRST_RESPONSE instance: 1 stop_number: 1 }"});
  EXPECT_FALSE(LastToPool().update().change().warned());
  EXPECT_FALSE(LastToPool().update().change().has_due_time());
  EXPECT_THAT(ToPools(), ElementsAre("enqueue", "update", "update"));
}

TEST_F(TicketRoutesTest, EndAWaitBeforeTheNextBegins) {
  PublishCompany();
  Land({kOpened});
  Land({kQueued});
  Land({"queued { team_id: 'pots' pool_id: 'away' entry: 2 weight: 10 }"});
  EXPECT_THAT(ToPools(), ElementsAre("enqueue", "release", "enqueue"));
  EXPECT_EQ(LastToPool().enqueue().pool_id(), "away");
}

TEST_F(TicketRoutesTest, LeaveRecordedHistoryAloneUntilItLives) {
  PublishCompany();
  std::string recorded = kOpened;
  recorded.insert(recorded.size() - 1, "recorded: true ");
  Land({recorded});
  Land({"assigned { team_id: '(none)' assignee_id: 'ann' assignment: 1 }"});
  Land({"solved { number: 1 }"});
  EXPECT_THAT(ToTickets(), IsEmpty());
  Land({"adopted {}", "reopened { number: 1 }"});
  EXPECT_THAT(ToTickets(), ElementsAre("queue"));
  EXPECT_THAT(ToPools(), IsEmpty());
}

}  // namespace
}  // namespace docket::routing
