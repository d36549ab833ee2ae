// What the unit that follows tickets sends to tickets and to pools because of their events.

#include "services/routing/projection/ticket_routes.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "docket/routing/v1/pool_commands.pb.h"
#include "docket/ticket/v1/ticket_commands.pb.h"
#include "libs/base/check.h"
#include "libs/eventing/folded_settings.h"
#include "libs/eventing/partition_loop.h"
#include "libs/testing/followed_ticket.h"
#include "libs/testing/scripted_event_log.h"
#include "libs/testing/scripted_positions.h"
#include "libs/testing/scripted_settings.h"
#include "libs/testing/simulated_store.h"
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

class TicketRoutesTest : public ::testing::Test {
 protected:
  TicketRoutesTest() {
    loop_.emplace(
        spec_, eventing::UnitPorts{log_, positions_, store_.get(), mailbox_, &settings_.folded()});
    loop_->Assign();
    Run();
  }
  ~TicketRoutesTest() override { EXPECT_TRUE(loop_->halt().ok()) << loop_->halt(); }

  void Run() {
    constexpr int kIdleMax = 5;
    for (int idle = 0; idle < kIdleMax;) idle = loop_->Step(now_).worked ? 0 : idle + 1;
  }

  // The next commit of the ticket lands.
  void Land(const std::vector<std::string>& events) {
    ticket_.Land(events, now_.wall, settings_.folded().number());
    Run();
  }

  void PublishCompany() {
    settings_.Publish("name: 'home' pool { label: 'Home' }");
    settings_.Publish("name: 'lamps' team { label: 'Lamps' pool: 'home' }");
    settings_.Publish("name: 'default' tenant { catch_all_team: 'lamps' }");
    Run();
  }

  // The kinds of commands in a topic, in order.
  template <typename Record>
  std::vector<std::string> Sent(const log::TopicPartition& place) {
    std::vector<std::string> sent;
    for (const log::LogRecord& record : log_.records(place)) {
      Record command;
      DOCKET_CHECK(command.ParseFromString(record.record.value));
      sent.push_back(eventing::EventKindName(command.command()));
    }
    return sent;
  }
  std::vector<std::string> ToTickets() { return Sent<ticket::v1::TicketCommandRecord>(kOfTickets); }
  std::vector<std::string> ToPools() { return Sent<v1::PoolCommandRecord>(kOfPools); }
  v1::PoolCommand LastToPool() {
    v1::PoolCommandRecord record;
    DOCKET_CHECK(record.ParseFromString(log_.records(kOfPools).back().record.value));
    return record.command();
  }

  Instant now_{FromMillis(50'000), seconds(50)};
  testing::ScriptedEventLog log_;
  testing::ScriptedPositions positions_;
  testing::ScriptedSettings settings_{log_};
  testing::FollowedTicket ticket_{log_};
  const eventing::UnitSpec spec_ = RoutingUnit(0);
  testing::SimulatedStore store_{spec_.Tables()};
  eventing::Mailbox mailbox_{16};
  std::optional<eventing::PartitionLoop> loop_;
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
