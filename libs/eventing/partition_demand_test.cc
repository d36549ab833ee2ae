// A unit of whose rows settings ask something: what it sends, when and how often.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/eventing/folded_settings.h"
#include "libs/eventing/partition_loop.h"
#include "libs/testing/scripted_settings.h"
#include "libs/testing/toy/desk_unit.h"
#include "libs/testing/toy/terms.h"

namespace docket::eventing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Caller;
using testing::DeskUnit;
using ::testing::ElementsAre;
using testing::Fate;
using ::testing::IsEmpty;
using testing::LendText;
using testing::LentText;
using ::testing::SizeIs;
using testing::Umbrella;
using testing::UmbrellaHistory;

const std::string kRed = Umbrella::IdOf("acme", "red");
constexpr Time kFar = FromMillis(10'000'000'000);

class PartitionDemand : public ::testing::Test {
 protected:
  PartitionDemand() { unit_.Assign(); }

  // The settings move; of acme's loans they say `terms`.
  void Publish(const std::string& terms) { settings_.Publish(testing::TermsText(terms)); }
  void Lend(std::string_view umbrella) {
    Caller& caller =
        unit_.Call(Umbrella::IdOf("acme", umbrella), LendText("ada"), std::string(umbrella));
    unit_.Run();
    ASSERT_TRUE(caller.answered() && caller.status().ok()) << caller.status();
  }
  void Land(const UmbrellaHistory& history, const Commit& commit) {
    log_.Land(DeskUnit::kEvents, testing::RecordOf(history.id(), commit));
  }
  // The settings that each demand in the log names.
  std::vector<uint64_t> Sent() {
    std::vector<uint64_t> sent;
    for (const log::LogRecord& record : log_.records(DeskUnit::kCommands)) {
      Umbrella::CommandRecord command;
      EXPECT_TRUE(command.ParseFromString(record.record.value));
      if (command.command().has_apply_terms()) sent.push_back(command.header().settings());
    }
    return sent;
  }
  // The terms that the last commit gave.
  std::string LastTerms() {
    Umbrella::Commit commit;
    EXPECT_TRUE(commit.ParseFromString(log_.records(DeskUnit::kEvents).back().record.value));
    return commit.events(0).terms_changed().terms();
  }

  testing::ScriptedEventLog log_;
  testing::ScriptedPositions positions_;
  testing::ScriptedSettings settings_{log_};
  DeskUnit unit_{log_, positions_, &settings_.folded()};
};

TEST_F(PartitionDemand, WhatSettingsAskForIsSentOnceWhenTheyMoveAndNamesThem) {
  Lend("red");
  Publish("cash");
  EXPECT_FALSE(unit_.loop().quiet());
  unit_.Run();
  EXPECT_THAT(Sent(), ElementsAre(1));
  EXPECT_EQ(LastTerms(), "cash");
  unit_.RunAfter(seconds(200));
  EXPECT_THAT(Sent(), SizeIs(1));
  EXPECT_TRUE(unit_.loop().quiet());
  EXPECT_EQ(unit_.Run().wake.monotonic, unit_.now.monotonic + seconds(1));  // It keeps nothing.

  Publish("card");
  unit_.Run();
  EXPECT_THAT(Sent(), ElementsAre(1, 2));
  EXPECT_EQ(LastTerms(), "card");
}

TEST_F(PartitionDemand, ItIsSentAgainUntilAnEventSettlesIt) {
  Lend("red");
  log_.Hold(DeskUnit::kEvents);
  Publish("cash");
  unit_.Run();
  EXPECT_THAT(Sent(), SizeIs(1));
  unit_.RunAfter(milliseconds(999));
  EXPECT_THAT(Sent(), SizeIs(1));
  unit_.RunAfter(milliseconds(1));
  EXPECT_THAT(Sent(), SizeIs(2));
  unit_.RunAfter(seconds(2));
  EXPECT_THAT(Sent(), SizeIs(3));
  log_.Resolve(DeskUnit::kEvents, Fate::kLands);
  unit_.Run();
  unit_.RunAfter(seconds(100));
  EXPECT_THAT(Sent(), SizeIs(3));
  EXPECT_EQ(unit_.WrittenVersion(kRed), 2);
  EXPECT_EQ(unit_.loop().command_counters(0).done_before, 2);
}

// It rests on fewer settings than the walk that has passed.
TEST_F(PartitionDemand, AFoldNamesWhatTheWalkHasPassed) {
  Publish("cash");
  unit_.Run();
  UmbrellaHistory history("red");
  Land(history, history.Add(LentText(1, "ada", kFar)));
  unit_.Run();
  EXPECT_THAT(Sent(), ElementsAre(1));
  EXPECT_EQ(LastTerms(), "cash");
}

TEST_F(PartitionDemand, WhoDoesNotServeSendsNothingAndWalksWhenItDoes) {
  Lend("red");
  unit_.loop().Revoke();
  Publish("cash");
  unit_.RunAfter(seconds(2));
  EXPECT_THAT(Sent(), IsEmpty());
  unit_.Assign();
  EXPECT_THAT(Sent(), ElementsAre(1));
}

TEST_F(PartitionDemand, WhatWaitsIsForgottenWithThePartition) {
  Lend("red");
  log_.Hold(DeskUnit::kEvents);
  Publish("cash");
  unit_.Run();
  ASSERT_THAT(Sent(), SizeIs(1));
  unit_.loop().Revoke();
  unit_.RunAfter(seconds(100));
  EXPECT_THAT(Sent(), SizeIs(1));
}

TEST_F(PartitionDemand, ARebuildWalksAnew) {
  Lend("red");
  unit_.loop().Rebuild();
  Publish("cash");
  unit_.Run();
  EXPECT_THAT(Sent(), ElementsAre(1));
  unit_.RunAfter(seconds(2));
  EXPECT_THAT(Sent(), ElementsAre(1));
}

TEST_F(PartitionDemand, ALoanThatIsOverIsAskedNothing) {
  Lend("red");
  log_.Hold(DeskUnit::kCommands);
  Publish("cash");
  unit_.Run();
  Caller& caller = unit_.Call(kRed, "collect {}", "r2");
  unit_.Run();
  ASSERT_TRUE(caller.answered() && caller.status().ok());
  unit_.RunAfter(seconds(100));
  EXPECT_THAT(log_.held(DeskUnit::kCommands), SizeIs(1));  // Which went before it was over.
}

TEST_F(PartitionDemand, AllIsWalkedThoughAStepLooksAtFewRows) {
  constexpr size_t kLoans = 2 * SettingDemands::kRowsPerWalk + 10;
  for (size_t i = 0; i < kLoans; ++i) {
    UmbrellaHistory history("umbrella " + std::to_string(i));
    Land(history, history.Add(LentText(1, "ada", kFar)));
  }
  unit_.Run();
  Publish("cash");
  for (int i = 0; i < 20; ++i) unit_.RunAfter(milliseconds(10));
  EXPECT_THAT(Sent(), SizeIs(kLoans));
  EXPECT_THAT(log_.records(DeskUnit::kEvents), SizeIs(2 * kLoans));
}

}  // namespace
}  // namespace docket::eventing
