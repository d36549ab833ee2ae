// A unit that owns its partition: what it takes, answers, writes and passes.

#include "libs/eventing/partition_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/toy/desk_unit.h"

namespace docket::eventing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Caller;
using testing::DeskUnit;
using ::testing::ElementsAre;
using testing::Fate;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LendText;
using testing::LentText;
using ::testing::Pair;
using ::testing::SizeIs;
using testing::Umbrella;
using testing::UmbrellaCall;
using testing::UmbrellaCommandRecord;
using testing::UmbrellaHistory;

const std::string kRed = Umbrella::IdOf("acme", "red");
const std::string kLend = LendText("ada");
constexpr Time kFar = FromMillis(10'000'000'000);

class PartitionLoopTest : public ::testing::Test {
 protected:
  PartitionLoopTest() { unit_.Assign(); }

  Caller& Done(std::string_view id, const std::string& command, std::string_view request) {
    Caller& caller = unit_.Call(id, command, request);
    unit_.Run();
    EXPECT_TRUE(caller.answered() && caller.status().ok()) << caller.status();
    return caller;
  }
  // Another writer's commit lands.
  void Land(const UmbrellaHistory& history, const Commit& commit) {
    log_.Land(DeskUnit::kEvents, testing::RecordOf(history.id(), commit));
  }
  void LandCommand(const std::string& text, std::string_view key) {
    log_.Land(DeskUnit::kCommands, UmbrellaCommandRecord(kRed, text, key));
  }
  absl::StatusCode HaltCode() { return unit_.loop().halt().code(); }

  testing::ScriptedEventLog log_;
  testing::ScriptedPositions positions_;
  DeskUnit unit_{log_, positions_};
};

TEST_F(PartitionLoopTest, AnswersACallOnceItsFoldIsWritten) {
  ASSERT_TRUE(unit_.loop().serving());
  const Receipt receipt = Done(kRed, kLend, "r1").receipt();
  EXPECT_EQ(receipt.version, 1);
  EXPECT_THAT(receipt.folded, ElementsAre(Pair(DeskUnit::kEvents, Folded{1, 1})));
  EXPECT_EQ(unit_.WrittenVersion(kRed), 1);
  EXPECT_EQ(unit_.Position(DeskUnit::kEvents), 1);
  EXPECT_EQ(unit_.loop().fold_counters().from_memory, 1);
}

TEST_F(PartitionLoopTest, TellsHowFarItsRowsAreWrittenAndCountsWhatWasAccepted) {
  UmbrellaHistory history("red");
  const Commit first = history.Add(LentText(1, "ada", kFar));
  Land(history, first);
  Land(history, first);  // A copy.
  log_.Land(DeskUnit::kEvents, {kRed, "no commit", {}});
  Land(history, history.Add("collected { loan: 1 }"));
  unit_.Run();
  EXPECT_EQ(unit_.loop().progress().written(0), 4);
  const auto view = unit_.store().get().View();
  const auto position =
      store::PositionIn(*view, unit_.store().get().spec(), ToText(DeskUnit::kEvents));
  ASSERT_TRUE(position.ok()) << position.status();
  EXPECT_EQ(position->next, 4);
  EXPECT_EQ(position->accepted, 2);
}

TEST_F(PartitionLoopTest, WritesNoWindowBeforeItsReactionsAreAcknowledged) {
  log_.Hold(DeskUnit::kLedger);
  Caller& caller = unit_.Call(kRed, kLend, "r1");
  unit_.Run();
  ASSERT_THAT(log_.held(DeskUnit::kLedger), SizeIs(1));
  EXPECT_FALSE(caller.answered());
  EXPECT_EQ(unit_.WrittenVersion(kRed), 0);
  EXPECT_EQ(positions_.kept("desk", DeskUnit::kEvents), 0);
  log_.Resolve(DeskUnit::kLedger, Fate::kVanishes);
  unit_.RunAfter(seconds(2));
  EXPECT_FALSE(caller.answered());
  log_.Resolve(DeskUnit::kLedger, Fate::kLands);
  unit_.RunAfter(seconds(2));
  EXPECT_TRUE(caller.answered() && caller.status().ok());
  EXPECT_EQ(unit_.WrittenVersion(kRed), 1);
  unit_.RunAfter(seconds(2));
  EXPECT_EQ(positions_.kept("desk", DeskUnit::kEvents), 1);
}

TEST_F(PartitionLoopTest, DoesNotSpinWhileItWaitsForAnAcknowledgement) {
  log_.Hold(DeskUnit::kLedger);
  unit_.Call(kRed, kLend, "r1");
  unit_.Run();
  unit_.Call(kRed, kLend, "r2");  // Refused meanwhile: an answer waits too.
  unit_.RunAfter(milliseconds(500));
  const Turn turn = unit_.Run();
  EXPECT_EQ(turn.wake.monotonic, unit_.now.monotonic + seconds(1));
}

TEST_F(PartitionLoopTest, SendsReactionsWithTheirCause) {
  Done(kRed, kLend, "r1");
  ASSERT_THAT(log_.records(DeskUnit::kLedger), SizeIs(1));
  testing::Borrower::CommandRecord record;
  ASSERT_TRUE(record.ParseFromString(log_.records(DeskUnit::kLedger)[0].record.value));
  EXPECT_EQ(record.command().take().loan(), 1);
  EXPECT_EQ(record.header().cause().topic(), DeskUnit::kEvents.topic);
  EXPECT_EQ(record.header().cause().offset(), 0);
  EXPECT_EQ(record.header().cause().aggregate_id(), kRed);
  EXPECT_EQ(record.header().cause().version(), 1);
  EXPECT_EQ(record.header().correlation_id(), PersonCommandId("acme", "clerk", "r1").bytes());
}

TEST_F(PartitionLoopTest, DecidesCommandsOfItsTopic) {
  Done(kRed, kLend, "r1");
  LandCommand("confirm { loan: 1 }", "key");
  unit_.Run();
  EXPECT_EQ(unit_.WrittenVersion(kRed), 2);
  EXPECT_EQ(unit_.Position(DeskUnit::kCommands), 1);
}

TEST_F(PartitionLoopTest, PassesARefusedCommandThoughItWritesNothing) {
  LandCommand("confirm { loan: 7 }", "key");
  unit_.Run();
  EXPECT_EQ(unit_.Position(DeskUnit::kCommands), 1);
  unit_.Restart();
  unit_.Assign();
  EXPECT_EQ(unit_.loop().command_counters(0).rejected, 0);  // It is not met again.
}

TEST_F(PartitionLoopTest, PassesACommandOnlyWithTheWindowOfItsCommit) {
  log_.Hold(DeskUnit::kEvents);
  Caller& lend = unit_.Call(kRed, kLend, "r1");
  unit_.Run();
  LandCommand("confirm { loan: 1 }", "key");
  unit_.Run();
  EXPECT_EQ(unit_.Position(DeskUnit::kCommands), 0);
  log_.Resolve(DeskUnit::kEvents, Fate::kLands);
  unit_.Run();
  EXPECT_TRUE(lend.answered());
  EXPECT_EQ(unit_.Position(DeskUnit::kCommands), 0);
  log_.Resolve(DeskUnit::kEvents, Fate::kLands);
  unit_.Run();
  EXPECT_EQ(unit_.Position(DeskUnit::kCommands), 1);
}

TEST_F(PartitionLoopTest, BeginsWithTheCommandsThatHaveNotExpired) {
  LandCommand("confirm { loan: 7 }", "a");
  LandCommand("confirm { loan: 8 }", "b");
  unit_.Run();
  log_.Expire(DeskUnit::kCommands, 1);
  unit_.LoseDisk();
  unit_.Assign();
  EXPECT_TRUE(unit_.loop().serving());
  EXPECT_EQ(unit_.loop().command_counters(0).rejected, 1);
  EXPECT_EQ(unit_.Position(DeskUnit::kCommands), 2);
}

TEST_F(PartitionLoopTest, HaltsWhenCommandsExpiredThatItHasNotRead) {
  for (const char* key : {"a", "b", "c"}) LandCommand("confirm { loan: 7 }", key);
  unit_.Run();
  unit_.Restart();
  for (const char* key : {"d", "e"}) LandCommand("confirm { loan: 7 }", key);
  log_.Expire(DeskUnit::kCommands, 4);
  unit_.Assign();
  EXPECT_EQ(HaltCode(), absl::StatusCode::kOutOfRange);
}

TEST_F(PartitionLoopTest, HaltsOnAGapAndSaysWhere) {
  UmbrellaHistory history("red");
  history.Add(LentText(1, "ada", kFar));
  Land(history, history.Add("reminded { loan: 1 }"));
  Caller& before = unit_.Call(kRed, kLend, "r1");
  unit_.Run();
  EXPECT_EQ(HaltCode(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(docket::Message(unit_.loop().halt())),
              HasSubstr("docket.umbrella.events.v1/0 offset 0 makes version 2 of " + kRed));
  EXPECT_EQ(before.code(), absl::StatusCode::kUnavailable);
  Caller& after = unit_.Call(kRed, kLend, "r2");
  const Turn turn = unit_.Run();
  EXPECT_EQ(after.code(), absl::StatusCode::kUnavailable);
  // Callers are not told of the ticket, which may be another tenant's.
  for (const Caller* caller : {&before, &after}) {
    EXPECT_EQ(docket::Message(caller->status()),
              "docket.umbrella.events.v1/0 is halted here: nothing of it is taken or told until an "
              "operator has mended it");
  }
  EXPECT_FALSE(unit_.loop().serving());
  EXPECT_EQ(turn.wake.monotonic, unit_.now.monotonic + seconds(1));
  EXPECT_EQ(unit_.Position(DeskUnit::kEvents), 0);
}

TEST_F(PartitionLoopTest, DoesNotSpinWhenItHaltsFarBehind) {
  for (int i = 0; i < 600; ++i) {
    UmbrellaHistory history("umbrella " + std::to_string(i));
    Land(history, history.Add(LentText(1, "ada", kFar)));
  }
  UmbrellaHistory history("red");
  history.Add(LentText(1, "ada", kFar));
  Land(history, history.Add("reminded { loan: 1 }"));
  unit_.Run();
  EXPECT_EQ(HaltCode(), absl::StatusCode::kDataLoss);
}

TEST_F(PartitionLoopTest, DoesNotSpinWhenItHaltsWithASendRefused) {
  log_.Hold(DeskUnit::kCommands);
  Done(kRed,
       "lend { borrower_id: '" + testing::Borrower::IdOf("acme", "ada") +
           "' due_time { seconds: 60 } }",
       "r1");
  unit_.RunAfter(seconds(20));  // The loan is due: a reminder is on its way.
  log_.Resolve(DeskUnit::kCommands, Fate::kIsRefused);
  UmbrellaHistory history("blue");
  history.Add(LentText(1, "ada", kFar));
  Land(history, history.Add("reminded { loan: 1 }"));
  unit_.Run();
  ASSERT_EQ(HaltCode(), absl::StatusCode::kDataLoss);
  unit_.RunAfter(seconds(5));
  EXPECT_EQ(unit_.Run().wake.monotonic, unit_.now.monotonic + seconds(1));
}

TEST_F(PartitionLoopTest, HaltsOnAnEventOfANewerRelease) {
  UmbrellaHistory history("red");
  Umbrella::Commit commit;
  ASSERT_TRUE(commit.ParseFromString(history.Add(LentText(1, "ada", kFar)).bytes));
  commit.add_events();
  log_.Land(DeskUnit::kEvents, {kRed, commit.SerializeAsString(), {}});
  unit_.Run();
  EXPECT_EQ(HaltCode(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(docket::Message(unit_.loop().halt())), HasSubstr("run a newer one"));
}

TEST_F(PartitionLoopTest, HaltsWhenTheLogIsCutUnderIt) {
  Done(kRed, kLend, "r1");
  log_.Cut(DeskUnit::kEvents);
  unit_.RunAfter(seconds(1));
  EXPECT_EQ(HaltCode(), absl::StatusCode::kOutOfRange);
}

TEST_F(PartitionLoopTest, PassesOverWhatIsNoCommitOnceItsCopyIsInQuarantine) {
  log_.Hold(DeskUnit::kQuarantine);
  log_.Land(DeskUnit::kEvents, {"UM-?", "no protobuf at all", {}});
  unit_.Run();
  ASSERT_THAT(log_.held(DeskUnit::kQuarantine), SizeIs(1));
  EXPECT_EQ(unit_.Position(DeskUnit::kEvents), 1);  // In the open window.
  unit_.Restart();
  unit_.Assign();
  EXPECT_THAT(log_.held(DeskUnit::kQuarantine), SizeIs(2));
  log_.Resolve(DeskUnit::kQuarantine, Fate::kLands);
  log_.Resolve(DeskUnit::kQuarantine, Fate::kLands);
  unit_.Run();
  unit_.Restart();
  EXPECT_EQ(unit_.Position(DeskUnit::kEvents), 1);
  log::v1::QuarantinedRecord copy;
  ASSERT_TRUE(copy.ParseFromString(log_.records(DeskUnit::kQuarantine)[0].record.value));
  EXPECT_EQ(copy.topic(), DeskUnit::kEvents.topic);
  EXPECT_EQ(copy.value(), "no protobuf at all");
  unit_.Assign();
  Done(kRed, kLend, "r1");
}

TEST_F(PartitionLoopTest, PassesOverWhatIsNoCommandOnceItsCopyIsInQuarantine) {
  log_.Land(DeskUnit::kCommands, {kRed, "no protobuf at all", {}});
  unit_.Run();
  EXPECT_THAT(log_.records(DeskUnit::kQuarantine), SizeIs(1));
  EXPECT_EQ(unit_.Position(DeskUnit::kCommands), 1);
  EXPECT_TRUE(unit_.loop().halt().ok());
}

TEST_F(PartitionLoopTest, KeepsInQuarantineWhatAMachineWasRefusedAndMustNotBeLost) {
  Done(kRed, kLend, "r1");
  log_.Hold(DeskUnit::kQuarantine);
  LandCommand("confirm { loan: 7 }", "a");
  LandCommand(LendText("bob"), "b");
  unit_.Run();
  ASSERT_THAT(log_.held(DeskUnit::kQuarantine), SizeIs(1));
  EXPECT_THAT(unit_.loop().command_counters(0).refused,
              ElementsAre(Pair("LENT", 1), Pair("LOAN_UNKNOWN", 1)));
  unit_.Restart();  // The topic has not passed what is not in quarantine.
  EXPECT_EQ(unit_.Position(DeskUnit::kCommands), 1);
  unit_.Assign();
  log_.Resolve(DeskUnit::kQuarantine, Fate::kVanishes);
  log_.Resolve(DeskUnit::kQuarantine, Fate::kLands);
  unit_.Run();
  EXPECT_EQ(unit_.Position(DeskUnit::kCommands), 2);
  ASSERT_THAT(log_.records(DeskUnit::kQuarantine), SizeIs(1));
  log::v1::QuarantinedRecord copy;
  ASSERT_TRUE(copy.ParseFromString(log_.records(DeskUnit::kQuarantine)[0].record.value));
  EXPECT_EQ(copy.topic(), DeskUnit::kCommands.topic);
  EXPECT_EQ(copy.offset(), 1);
  EXPECT_EQ(copy.key(), kRed);
  EXPECT_EQ(copy.value(), log_.records(DeskUnit::kCommands)[1].record.value);
  EXPECT_EQ(copy.reason(), "refused: LENT: the umbrella is out");
}

TEST_F(PartitionLoopTest, CountsACommitThatNoCorrectWriterMakes) {
  Done(kRed, kLend, "r1");
  UmbrellaHistory other("red");
  other.Add(LentText(1, "eve", kFar));
  Land(other, other.Add("reminded { loan: 1 }"));
  unit_.Run();
  EXPECT_EQ(unit_.loop().fold_counters().foreign_prev, 1);
  EXPECT_EQ(unit_.WrittenVersion(kRed), 1);
  EXPECT_TRUE(unit_.loop().halt().ok());
}

TEST_F(PartitionLoopTest, RemindsOnceTheLoanIsOverdueUntilTheEventSettlesIt) {
  UmbrellaHistory history("red");
  Land(history, history.Add(LentText(1, "ada", unit_.now.wall + seconds(10)), unit_.now.wall, "r"));
  unit_.RunAfter(seconds(10));
  EXPECT_THAT(log_.records(DeskUnit::kCommands), IsEmpty());  // Due exactly now.
  log_.Hold(DeskUnit::kEvents);
  unit_.RunAfter(milliseconds(1));
  EXPECT_THAT(log_.records(DeskUnit::kCommands), SizeIs(1));
  unit_.RunAfter(seconds(1));
  EXPECT_THAT(log_.records(DeskUnit::kCommands), SizeIs(2));
  log_.Resolve(DeskUnit::kEvents, Fate::kLands);
  unit_.Run();
  unit_.RunAfter(seconds(100));
  EXPECT_THAT(log_.records(DeskUnit::kCommands), SizeIs(2));
  EXPECT_EQ(unit_.WrittenVersion(kRed), 2);
  EXPECT_EQ(unit_.loop().command_counters(0).done_before, 1);
}

TEST_F(PartitionLoopTest, TakesCallsWhereThereIsNoCommandsTopic) {
  log_.Without(DeskUnit::kCommands.topic);
  unit_.Restart();
  unit_.Assign();
  Done(kRed, kLend, "r1");
}

TEST_F(PartitionLoopTest, AnswersCallsThatFindNoRoomBeforeTheirDeadline) {
  log_.Hold(DeskUnit::kEvents);
  for (size_t i = 0; i < CommandLoop::kOpenMax; ++i) {
    unit_.Call(Umbrella::IdOf("acme", std::to_string(i)), kLend, "r");
  }
  unit_.Run();
  Command command = UmbrellaCall(kRed, kLend, "late");
  command.deadline = unit_.now.monotonic + seconds(3);
  Caller& caller = unit_.Call(std::move(command));
  unit_.RunAfter(seconds(2));
  EXPECT_FALSE(caller.answered());
  unit_.RunAfter(seconds(1));
  EXPECT_EQ(caller.code(), absl::StatusCode::kUnavailable);
}

TEST_F(PartitionLoopTest, AnswersAllCallsWhenClosed) {
  log_.Hold(DeskUnit::kEvents);
  Caller& under_way = unit_.Call(kRed, kLend, "r1");
  unit_.Run();
  Caller& waiting = unit_.Call(kRed, kLend, "r2");
  ASSERT_TRUE(unit_.loop().Close().ok());
  EXPECT_EQ(under_way.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(waiting.code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace docket::eventing
