// A unit that is held: its disk has too little room.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/eventing/partition_loop.h"
#include "libs/testing/toy/desk_unit.h"

namespace docket::eventing {
namespace {

using testing::Caller;
using testing::DeskUnit;
using testing::Fate;
using ::testing::HasSubstr;
using testing::LendText;
using ::testing::SizeIs;
using testing::Umbrella;

const std::string kRed = Umbrella::IdOf("acme", "red");
const std::string kLend = LendText("ada");

class PartitionHoldTest : public ::testing::Test {
 protected:
  PartitionHoldTest() {
    unit_.Assign();
    unit_.Run();
  }

  void Hold() {
    unit_.loop().Hold(Unavailable("the disk has no room"));
    unit_.Run();
  }
  void Release() {
    unit_.loop().Hold(absl::OkStatus());
    unit_.Run();
  }

  testing::ScriptedEventLog log_;
  testing::ScriptedPositions positions_;
  DeskUnit unit_{log_, positions_};
};

TEST_F(PartitionHoldTest, AnswersCallsWithTheReasonAndWritesNothing) {
  Hold();
  Caller& caller = unit_.Call(kRed, kLend, "r1");
  unit_.Run();
  ASSERT_TRUE(caller.answered());
  EXPECT_EQ(caller.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(docket::Message(caller.status())), HasSubstr("no room"));
  EXPECT_THAT(log_.records(DeskUnit::kEvents), SizeIs(0));
}

TEST_F(PartitionHoldTest, LetsItsRowsBeReadAllTheWhile) {
  unit_.Call(kRed, kLend, "r1");
  unit_.Run();
  Hold();
  EXPECT_TRUE(unit_.loop().progress().serving());
  EXPECT_EQ(unit_.WrittenVersion(kRed), 1);
}

TEST_F(PartitionHoldTest, GoesOnWhereItWasOnceReleased) {
  Hold();
  unit_.Call(kRed, kLend, "r1");
  unit_.Run();
  Release();
  Caller& again = unit_.Call(kRed, kLend, "r1");
  unit_.Run();
  ASSERT_TRUE(again.answered() && again.status().ok()) << again.status();
  EXPECT_EQ(again.receipt().version, 1);
}

TEST_F(PartitionHoldTest, FindsDoneWhatLandedMeanwhile) {
  log_.Hold(DeskUnit::kEvents);
  Caller& caller = unit_.Call(kRed, kLend, "r1");
  unit_.Run();
  Hold();
  EXPECT_EQ(caller.status().code(), absl::StatusCode::kUnavailable);
  log_.Resolve(DeskUnit::kEvents, Fate::kLands);
  unit_.Run();
  EXPECT_EQ(unit_.WrittenVersion(kRed), 0);  // Not folded while held.
  Release();
  Caller& again = unit_.Call(kRed, kLend, "r1");
  unit_.Run();
  ASSERT_TRUE(again.answered() && again.status().ok()) << again.status();
  EXPECT_EQ(again.receipt().version, 1);
  EXPECT_THAT(log_.records(DeskUnit::kEvents), SizeIs(1));
}

}  // namespace
}  // namespace docket::eventing
