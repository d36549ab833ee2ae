// Two who both believe that they decide for one pool: a paused owner, and the one after it. The log
// has the last word, nobody gets more than they can carry, and both end with the same rows.

#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "libs/base/check.h"
#include "libs/eventing/folded_settings.h"
#include "libs/eventing/partition_loop.h"
#include "libs/testing/scripted_event_log.h"
#include "libs/testing/scripted_positions.h"
#include "libs/testing/scripted_settings.h"
#include "libs/testing/simulated_store.h"
#include "services/routing/domain/pool_lists.h"
#include "services/routing/domain/pool_test.h"
#include "services/routing/projection/routing_unit.h"

namespace docket::routing {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;

const log::TopicPartition kEvents{"docket.pool.events.v1", 0};
const log::TopicPartition kOfTickets{"docket.ticket.commands.v1", 0};

// One who decides for the pools of the only partition.
class Desk {
 public:
  Desk(log::EventLog& log, log::Positions& positions, eventing::FoldedSettings& settings)
      : loop_(PoolUnit(0), {log, positions, store_.get(), mailbox_, &settings}) {
    loop_.Assign();
    Run();
  }

  void Run() {
    constexpr int kIdleMax = 5;
    for (int idle = 0; idle < kIdleMax;) idle = loop_.Step(now_).worked ? 0 : idle + 1;
  }

  void Ask(const std::string& text, const CommandOptions& by, const std::string& request) {
    const std::source_location here = std::source_location::current();
    auto body = std::make_shared<Pool::Command>();
    testing::ParseText(text, *body, here);
    eventing::Command command;
    command.header.set_tenant("acme");
    command.header.set_aggregate_id(kHome);
    testing::ParseText(by.actor, *command.header.mutable_actor(), here);
    command.header.set_command_id(std::string(
        eventing::PersonCommandId("acme", command.header.actor().id(), request).bytes()));
    command.digest = Digest::Of(eventing::SerializeDeterministic(*body));
    command.body = std::move(body);
    command.roles = by.roles;
    command.reply = [](const absl::StatusOr<eventing::Receipt>& receipt) {
      EXPECT_TRUE(receipt.ok()) << receipt.status();
    };
    DOCKET_CHECK(mailbox_.Put(command));
    Run();
  }

  PoolState State() {
    const auto view = store_.get().View();
    auto row = eventing::ReadRow(PoolAggregate(), PoolTables(), *view, kHome);
    DOCKET_CHECK(row.ok() && row->has_value());
    return static_cast<const PoolState&>(*(*row)->state);
  }
  const absl::Status halt() const { return loop_.halt(); }

 private:
  Instant now_{kNoon, seconds(50)};
  testing::SimulatedStore store_{PoolUnit(0).Tables()};
  eventing::Mailbox mailbox_{64};
  eventing::PartitionLoop loop_;
};

class PoolRace : public ::testing::Test {
 protected:
  PoolRace() {
    settings_.Publish("name: 'home' pool { label: 'Home' }");
    settings_.Publish("name: 'lamps' team { label: 'Lamps' pool: 'home' }");
    settings_.Publish("name: 'ann' agent { label: 'Ann' pool: 'home' teams: 'lamps' open_max: 1 }");
    one_.emplace(log_, positions_, settings_.folded());
    one_->Run();  // Which takes over the roster, for settings ask for it.
    one_->Ask("set_presence { agent_id: 'ann' presence: PRESENCE_AVAILABLE }", kAnn, "come");
    two_.emplace(log_, positions_, settings_.folded());
  }
  ~PoolRace() override {
    EXPECT_TRUE(one_->halt().ok()) << one_->halt();
    EXPECT_TRUE(two_->halt().ok()) << two_->halt();
  }

  // The events of each commit in the log, losers among them.
  std::vector<std::string> InLog() {
    std::vector<std::string> commits;
    for (const log::LogRecord& record : log_.records(kEvents)) {
      Pool::Commit commit;
      DOCKET_CHECK(commit.ParseFromString(record.record.value));
      commits.push_back(std::to_string(commit.header().version()) + " " +
                        PoolAggregate().EventKinds(commit));
    }
    return commits;
  }

  testing::ScriptedEventLog log_;
  testing::ScriptedPositions positions_;
  testing::ScriptedSettings settings_{log_};
  std::optional<Desk> one_;
  std::optional<Desk> two_;
};

TEST_F(PoolRace, IsWonByTheFirstInTheLogAndTheOtherDecidesAgain) {
  log_.Hold(kEvents);
  one_->Ask(Enqueue(0), kRouting, "a");
  two_->Ask(Enqueue(1), kRouting, "b");
  ASSERT_EQ(log_.held(kEvents).size(), 2u);  // Each would give its ticket to Ann.
  log_.Resolve(kEvents, testing::Fate::kLands);
  log_.Resolve(kEvents, testing::Fate::kLands);
  log_.Release(kEvents);
  for (int i = 0; i < 3; ++i) {
    one_->Run();
    two_->Run();
  }
  EXPECT_THAT(InLog(), ElementsAre("1 rostered", "2 presence_set", "3 queued,assigned",
                                   "3 queued,assigned", "4 queued"));
  EXPECT_EQ(one_->State().SerializeAsString(), two_->State().SerializeAsString());
  const PoolState pool = one_->State();
  ASSERT_EQ(pool.entries_size(), 2);
  EXPECT_EQ(pool.entries(PlaceIn(pool.entries(), kTickets[0])).agent_id(), "ann");
  EXPECT_EQ(pool.entries(PlaceIn(pool.entries(), kTickets[1])).agent_id(), "");
}

TEST_F(PoolRace, TellsATicketOfItsAssignmentUnderOneIdWhoeverTellsIt) {
  one_->Ask(Enqueue(0), kRouting, "a");
  two_->Run();
  std::set<std::string> ids;
  for (const log::LogRecord& record : log_.records(kOfTickets)) {
    ticket::v1::TicketCommandRecord command;
    ASSERT_TRUE(command.ParseFromString(record.record.value));
    EXPECT_EQ(command.command().assign().assignee_id(), "ann");
    ids.insert(command.header().command_id());
  }
  EXPECT_EQ(ids.size(), 1u);
}

}  // namespace
}  // namespace docket::routing
