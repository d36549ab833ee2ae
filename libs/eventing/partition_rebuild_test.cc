// A unit that is told to clear its store and fold everything again.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/eventing/partition_loop.h"
#include "libs/testing/toy/desk_unit.h"

namespace docket::eventing {
namespace {

using std::chrono::seconds;
using testing::Caller;
using testing::DeskUnit;
using testing::Fate;
using testing::LendText;
using ::testing::SizeIs;
using testing::Umbrella;
using testing::UmbrellaCommandRecord;

const std::string kRed = Umbrella::IdOf("acme", "red");
const std::string kLend = LendText("ada");

class PartitionRebuildTest : public ::testing::Test {
 protected:
  PartitionRebuildTest() { unit_.Assign(); }

  Caller& Done(std::string_view id, const std::string& command, std::string_view request) {
    Caller& caller = unit_.Call(id, command, request);
    unit_.Run();
    EXPECT_TRUE(caller.answered() && caller.status().ok()) << caller.status();
    return caller;
  }
  void LandCommand(const std::string& text, std::string_view key) {
    log_.Land(DeskUnit::kCommands, UmbrellaCommandRecord(kRed, text, key));
  }

  testing::ScriptedEventLog log_;
  testing::ScriptedPositions positions_;
  DeskUnit unit_{log_, positions_};
};

TEST_F(PartitionRebuildTest, RebuildsItsRowsFromTheLogAndServesAgain) {
  Done(kRed, kLend, "r1");
  Done(kRed, "collect {}", "r2");
  unit_.RunAfter(seconds(2));  // What it has reacted to is kept.
  const std::vector<std::string> rows = unit_.Rows();
  const size_t sent = log_.records(DeskUnit::kLedger).size();
  // A row that no commit accounts for, as a fault of ours or of the disk would leave it.
  unit_.store().get().Put(0, "stray", "row");
  ASSERT_TRUE(unit_.store().get().WriteWindow().ok());
  ASSERT_NE(unit_.Rows(), rows);
  unit_.loop().Rebuild();
  unit_.Run();
  EXPECT_EQ(unit_.loop().rebuilds(), 1);
  EXPECT_TRUE(unit_.loop().serving());
  EXPECT_EQ(unit_.Rows(), rows);
  EXPECT_EQ(log_.records(DeskUnit::kLedger).size(), sent);
  EXPECT_EQ(Done(kRed, kLend, "r3").receipt().version, 3);
}

TEST_F(PartitionRebuildTest, DoesNotDecideAgainWhatWasRefusedBeforeItWasRebuilt) {
  LandCommand("collect {}", "k1");  // Writes nothing: it is at the desk.
  unit_.Run();
  Done(kRed, kLend, "r1");
  ASSERT_EQ(unit_.Position(DeskUnit::kCommands), 1);
  unit_.loop().Rebuild();
  unit_.Run();
  EXPECT_EQ(unit_.WrittenVersion(kRed), 1);
  EXPECT_EQ(Done(kRed, "collect {}", "r2").receipt().version, 2);
}

TEST_F(PartitionRebuildTest, ServesOnceWhatItRebuiltIsWritten) {
  Done(kRed, kLend, "r1");
  log_.Hold(DeskUnit::kLedger);  // What it has reacted to is not kept yet, so it is sent again.
  unit_.loop().Rebuild();
  unit_.Run();
  ASSERT_THAT(log_.held(DeskUnit::kLedger), SizeIs(1));
  EXPECT_FALSE(unit_.loop().serving());
  log_.Resolve(DeskUnit::kLedger, Fate::kLands);
  unit_.Run();
  EXPECT_TRUE(unit_.loop().serving());
  EXPECT_EQ(unit_.WrittenVersion(kRed), 1);
}

TEST_F(PartitionRebuildTest, RefusesCallsUntilItIsRebuilt) {
  Done(kRed, kLend, "r1");
  log_.HoldEnds();
  unit_.loop().Rebuild();
  unit_.Run();
  EXPECT_FALSE(unit_.loop().serving());
  Caller& early = unit_.Call(kRed, "collect {}", "r2");
  unit_.Run();
  EXPECT_EQ(early.status().code(), absl::StatusCode::kUnavailable);
  log_.AnswerEnds();
  unit_.Run();
  EXPECT_TRUE(unit_.loop().serving());
}

}  // namespace
}  // namespace docket::eventing
