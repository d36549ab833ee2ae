// A unit that decides nothing: it follows a kind that another service decides, reacts to it, fires
// timers and sends what settings ask for.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/misplaced.h"
#include "libs/eventing/folded_settings.h"
#include "libs/eventing/followed_kind.h"
#include "libs/eventing/partition_loop.h"
#include "libs/testing/scripted_event_log.h"
#include "libs/testing/scripted_positions.h"
#include "libs/testing/scripted_settings.h"
#include "libs/testing/simulated_store.h"
#include "libs/testing/toy/borrower.h"
#include "libs/testing/toy/desk_reactor.h"
#include "libs/testing/toy/terms.h"
#include "libs/testing/toy/umbrella_history.h"

namespace docket::eventing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Borrower;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LentText;
using ::testing::SizeIs;
using testing::Umbrella;
using testing::UmbrellaHistory;

const log::TopicPartition kEvents{"docket.umbrella.events.v1", 0};
const log::TopicPartition kCommands{"docket.umbrella.commands.v1", 0};
const log::TopicPartition kLedger{"docket.borrower.commands.v1", 0};
const log::TopicPartition kQuarantine{log::kQuarantineTopic, 0};
constexpr Time kFar = FromMillis(10'000'000'000);

// The desk's reactor, in a service of its own beside the one that decides umbrellas.
class FollowedUnit : public ::testing::Test {
 protected:
  void Run() {
    for (int i = 0; i < 40; ++i) loop_.Step(now_);
  }
  void RunAfter(std::chrono::nanoseconds wait) {
    now_.wall += std::chrono::floor<milliseconds>(wait);
    now_.monotonic += wait;
    Run();
  }
  void Assign() {
    loop_.Assign();
    Run();
  }
  void Land(const Commit& commit) {
    log_.Land(kEvents, testing::RecordOf(history_.id(), commit));
    Run();
  }
  template <typename T>
  std::vector<typename T::CommandRecord> Sent(const log::TopicPartition& place) {
    std::vector<typename T::CommandRecord> sent;
    for (const log::LogRecord& record : log_.records(place)) {
      EXPECT_TRUE(sent.emplace_back().ParseFromString(record.record.value));
    }
    return sent;
  }
  void Publish(const std::string& terms) {
    settings_.Publish(testing::TermsText(terms));
    Run();
  }

  Instant now_{FromMillis(50'000), seconds(50)};
  UmbrellaHistory history_{"red"};
  testing::ScriptedEventLog log_;
  testing::ScriptedPositions positions_;
  testing::ScriptedSettings settings_{log_};
  const FollowedKindOf<toy::v1::UmbrellaCommit> umbrella_{"umbrella", Umbrella::kPrefix};
  testing::DeskReactor reactor_;
  const UnitSpec spec_{.service = "watch",
                       .partition = 0,
                       .decides = {},
                       .follows = {&umbrella_},
                       .projections = {&reactor_},
                       .reacts = true,
                       .commands = {"umbrella"}};
  testing::SimulatedStore store_{spec_.Tables()};
  Mailbox mailbox_{16};
  PartitionLoop loop_{spec_, {log_, positions_, store_.get(), mailbox_, &settings_.folded()}};
};

TEST_F(FollowedUnit, HasNoTopicsButTheEventsThatItFollows) {
  EXPECT_THAT(spec_.Topics(), ElementsAre(kEvents));
  EXPECT_THAT(spec_.TopicNames(), ElementsAre(kEvents.topic, kCommands.topic));
}

// Who decides there is another, with an owner of its own.
TEST_F(FollowedUnit, IsNoPlaceOfTheTopicThatItFollows) {
  EXPECT_EQ(MisplacedIn(loop_.progress().NotServing()), "watch/0");
}

TEST_F(FollowedUnit, ReactsOnceItServesAndKeepsItsOwnPosition) {
  positions_.Set("watch", kEvents, 0);
  Land(history_.Add(LentText(1, "ada", kFar)));
  EXPECT_THAT(log_.records(kLedger), IsEmpty());
  Assign();
  EXPECT_TRUE(loop_.serving());
  EXPECT_TRUE(loop_.quiet());
  const auto sent = Sent<Borrower>(kLedger);
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_EQ(sent[0].header().cause().aggregate_id(), history_.id());
  RunAfter(seconds(2));
  EXPECT_EQ(positions_.kept("watch", kEvents), 1);
}

TEST_F(FollowedUnit, FiresTimersUntilAnEventSettlesThem) {
  Assign();
  Land(history_.Add(LentText(1, "ada", now_.wall + seconds(10))));
  RunAfter(seconds(10) + milliseconds(1));
  const auto sent = Sent<Umbrella>(kCommands);
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_TRUE(sent[0].command().has_remind());
  RunAfter(seconds(1));
  EXPECT_THAT(log_.records(kCommands), SizeIs(2));
  Land(history_.Add("reminded { loan: 1 }"));
  RunAfter(seconds(100));
  EXPECT_THAT(log_.records(kCommands), SizeIs(2));
}

TEST_F(FollowedUnit, SendsWhatSettingsAskForUntilAnEventSettlesIt) {
  Assign();
  Land(history_.Add(LentText(1, "ada", kFar)));
  Publish("cash");
  const auto sent = Sent<Umbrella>(kCommands);
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_TRUE(sent[0].command().has_apply_terms());
  EXPECT_EQ(sent[0].header().settings(), 1);
  RunAfter(seconds(1));
  EXPECT_THAT(log_.records(kCommands), SizeIs(2));
  Land(history_.Add("terms_changed { loan: 1 terms: 'cash' }"));
  RunAfter(seconds(100));
  EXPECT_THAT(log_.records(kCommands), SizeIs(2));
}

TEST_F(FollowedUnit, AsAReactorItCopiesWhatIsNoCommitOnlyIfItOwnsIt) {
  positions_.Set("watch", kEvents, 1);
  log_.Land(kEvents, {"UM-?", "no protobuf at all", {}});
  RunAfter(seconds(2));
  EXPECT_EQ(store_.get().position(ToText(kEvents)).next, 1);
  EXPECT_THAT(log_.records(kQuarantine), IsEmpty());
  Assign();
  log_.Land(kEvents, {"UM-?", "neither", {}});
  Run();
  EXPECT_THAT(log_.records(kQuarantine), SizeIs(1));
  EXPECT_TRUE(loop_.halt().ok());
}

TEST_F(FollowedUnit, HaltsOnAGapAsItsDeciderDoes) {
  Assign();
  history_.Add(LentText(1, "ada", kFar));
  Land(history_.Add("reminded { loan: 1 }"));
  EXPECT_EQ(loop_.halt().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(docket::Message(loop_.halt())), HasSubstr("makes version 2"));
}

}  // namespace
}  // namespace docket::eventing
