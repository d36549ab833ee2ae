// What a caller hears, and when.

#include "libs/eventing/command_loop.h"

#include <gmock/gmock.h>
#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include "libs/base/proto_time.h"
#include "libs/eventing/proposal.h"
#include "libs/testing/toy/command_loop_desk.h"

namespace docket::eventing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Caller;
using ::testing::ElementsAre;
using testing::Fate;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LendText;
using testing::LentText;
using testing::Umbrella;
using testing::UmbrellaCall;
using testing::UmbrellaHistory;

const std::string kRed = Umbrella::IdOf("acme", "red");
const std::string kBlue = Umbrella::IdOf("acme", "blue");
const std::string kLend = LendText("ada");
constexpr char kCollect[] = "collect {}";

class CommandLoopTest : public ::testing::Test, protected testing::CommandLoopDesk {
 protected:
  void Steps(int count = 3) {
    for (int i = 0; i < count; ++i) ASSERT_TRUE(Step().ok());
  }
  Caller& Done(std::string_view id, const std::string& command, std::string_view request) {
    Caller& caller = Call(id, command, request);
    Steps();
    EXPECT_TRUE(caller.answered() && caller.status().ok()) << caller.status();
    return caller;
  }
  Caller& CallUntil(std::chrono::nanoseconds deadline, std::string_view request) {
    Command command = UmbrellaCall(kRed, kLend, request);
    command.deadline = deadline;
    return Call(std::move(command));
  }
};

TEST_F(CommandLoopTest, AnswersOnlyWhenTheFoldHasPassedTheCommit) {
  log.Hold(events);
  Caller& caller = Call(kRed, kLend, "r1");
  Steps();
  EXPECT_THAT(Held(), ElementsAre("1 lent"));
  EXPECT_FALSE(caller.answered());
  log.Resolve(events, Fate::kLands);
  Collect();  // Acknowledged, but not folded.
  Answer();
  EXPECT_FALSE(caller.answered());
  Fold();
  EXPECT_TRUE(loop.answers_wait());
  EXPECT_FALSE(caller.answered());  // Folded, but not written.
  Answer();
  ASSERT_TRUE(caller.answered() && caller.status().ok());
  EXPECT_EQ(caller.receipt().aggregate_id, kRed);
  EXPECT_EQ(caller.receipt().version, 1);
  EXPECT_EQ(caller.receipt().time, now.wall);
}

TEST_F(CommandLoopTest, WaitsForTheFetchWhenThePlaceIsUnknown) {
  log.Hold(events);
  Caller& caller = Call(kRed, kLend, "r1");
  Steps();
  log.Resolve(events, Fate::kLandsNowhere);
  Steps();
  EXPECT_TRUE(caller.answered() && caller.status().ok());
  EXPECT_EQ(log.records_read(), 1);
}

TEST_F(CommandLoopTest, FoldsItsOwnCommitWithoutFetchingIt) {
  Done(kRed, kLend, "r1");
  Done(kRed, kCollect, "r2");
  EXPECT_EQ(log.records_read(), 0);
}

TEST_F(CommandLoopTest, AnswersEqualRetriesEqually) {
  const Receipt first = Done(kRed, kLend, "r1").receipt();
  Done(kRed, kCollect, "r2");
  now.wall += seconds(9);
  const Receipt again = Done(kRed, kLend, "r1").receipt();
  EXPECT_EQ(again.version, 1);
  EXPECT_EQ(again.time, first.time);
  EXPECT_EQ(SerializeDeterministic(*again.commit), SerializeDeterministic(*first.commit));
  EXPECT_THAT(InLog(), ElementsAre("1 lent", "2 collected"));
}

TEST_F(CommandLoopTest, AnswersARetryThatComesWhileTheFirstIsUnderWay) {
  log.Hold(events);
  Caller& first = Call(kRed, kLend, "r1");
  Steps();
  Caller& again = Call(kRed, kLend, "r1");
  Steps();
  EXPECT_THAT(Held(), ElementsAre("1 lent"));
  log.Resolve(events, Fate::kLands);
  Steps();
  EXPECT_EQ(first.receipt().version, 1);
  EXPECT_EQ(again.receipt().version, 1);
  EXPECT_EQ(loop.counters().done_before, 1);
}

TEST_F(CommandLoopTest, RefusesARequestIdWithOtherContent) {
  Done(kRed, kLend, "r1");
  Caller& reused = Call(kRed, kCollect, "r1");
  Steps();
  EXPECT_EQ(reused.reason(), "REQUEST_REUSED");
  EXPECT_THAT(InLog(), ElementsAre("1 lent"));
}

TEST_F(CommandLoopTest, TakesAMachinesKnownIdAsDoneWhateverItSays) {
  Done(kRed, kLend, "r1");
  Topic(0, kRed, "confirm { loan: 1 }", "key");
  Steps();
  Topic(1, kRed, "decline { loan: 1 }", "key");
  Steps();
  EXPECT_EQ(loop.FinishedBefore(2), 2);
  EXPECT_THAT(InLog(), ElementsAre("1 lent", "2 confirmed"));
}

TEST_F(CommandLoopTest, RemembersNoCommandThatWroteNothing) {
  Caller& quiet = Call(kRed, kCollect, "r1");
  Steps();
  EXPECT_EQ(quiet.receipt().version, 0);
  EXPECT_EQ(quiet.receipt().commit, nullptr);
  Done(kRed, kLend, "r2");
  EXPECT_EQ(Done(kRed, kCollect, "r1").receipt().version, 2);
}

TEST_F(CommandLoopTest, RefusesWithTheReasonOfTheDomain) {
  Done(kRed, kLend, "r1");
  Caller& caller = Call(kRed, kLend, "r2");
  Steps();
  EXPECT_EQ(caller.reason(), "LENT");
  EXPECT_EQ(loop.counters().rejected, 1);
}

TEST_F(CommandLoopTest, FindsNothingForAnotherTenant) {
  Done(kRed, kLend, "r1");
  Command command = UmbrellaCall(kRed, kCollect, "r2");
  command.header.set_tenant("globex");
  Caller& caller = Call(std::move(command));
  Steps();
  EXPECT_EQ(caller.reason(), "NOT_FOUND");
}

TEST_F(CommandLoopTest, AnswersAPassedDeadlineAndTheLateCommitDoesNoHarm) {
  log.Hold(events);
  Caller& caller = CallUntil(now.monotonic + seconds(2), "r1");
  Steps();
  EXPECT_EQ(loop.next_wake(), now.monotonic + seconds(2));
  now.monotonic += seconds(2);
  Steps();
  EXPECT_EQ(caller.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(loop.next_wake(), std::nullopt);
  Caller& next = Call(kRed, kCollect, "r2");
  Steps();
  EXPECT_THAT(Held(), ElementsAre("1 lent"));  // The aggregate waits for how it ended.
  log.Resolve(events, Fate::kLands);
  Steps();
  log.Resolve(events, Fate::kLands);
  Steps();
  EXPECT_EQ(next.receipt().version, 2);
  EXPECT_EQ(Done(kRed, kLend, "r1").receipt().version, 1);
}

TEST_F(CommandLoopTest, DecidesNoCallWhoseDeadlineHasPassed) {
  log.Hold(events);
  Call(kRed, kLend, "r1");
  Steps();
  Caller& caller = CallUntil(now.monotonic + seconds(2), "r2");
  now.monotonic += seconds(2);
  Steps();
  EXPECT_EQ(caller.code(), absl::StatusCode::kUnavailable);
  log.Resolve(events, Fate::kLands);
  Steps();
  EXPECT_THAT(Held(), IsEmpty());
  EXPECT_EQ(loop.counters().rejected, 0);
}

TEST_F(CommandLoopTest, GivesTheRoomOfExpiredCallsToOthers) {
  log.Hold(events);
  Call(kRed, kLend, "r1");
  for (size_t i = 1; i < CommandLoop::kOpenMax; ++i) {
    CallUntil(now.monotonic + seconds(2), "r" + std::to_string(i + 1));
  }
  EXPECT_FALSE(loop.has_room());
  now.monotonic += seconds(2);
  Steps(1);
  EXPECT_TRUE(loop.has_room());
}

TEST_F(CommandLoopTest, HoldsNothingOfACallThatIsAnswered) {
  CallUntil(now.monotonic + seconds(30), "r1");
  Steps();
  EXPECT_EQ(loop.next_wake(), std::nullopt);
}

TEST_F(CommandLoopTest, ShedsLoadWhenTheLogTakesNoMore) {
  log.Hold(events);
  Caller& caller = Call(kRed, kLend, "r1");
  Caller& next = Call(kRed, kCollect, "r2");
  Steps();
  log.Resolve(events, Fate::kIsRefused);
  Steps();
  EXPECT_EQ(caller.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(next.receipt().version, 0);  // At the desk: nothing was written.
  EXPECT_THAT(InLog(), IsEmpty());
}

TEST_F(CommandLoopTest, RefusesAVersionThatIsNotTheHeads) {
  Done(kRed, kLend, "r1");
  for (uint64_t expected : {0, 2}) {
    Command command = UmbrellaCall(kRed, kCollect, "r2");
    command.expected_version = expected;
    Caller& caller = Call(std::move(command));
    Steps();
    EXPECT_EQ(caller.reason(), "VERSION_CONFLICT");
  }
  Command command = UmbrellaCall(kRed, kCollect, "r2");
  command.expected_version = 1;
  Caller& caller = Call(std::move(command));
  Steps();
  EXPECT_EQ(caller.receipt().version, 2);
}

TEST_F(CommandLoopTest, AnswersARetryThoughTheVersionItExpectedIsGone) {
  Command command = UmbrellaCall(kRed, kLend, "r1");
  command.expected_version = 0;
  Call(command);
  Steps();
  Caller& again = Call(command);
  Steps();
  EXPECT_EQ(again.receipt().version, 1);
}

TEST_F(CommandLoopTest, WritesNothingWhenItIsOnlyToValidate) {
  Command command = UmbrellaCall(kRed, kLend, "r1");
  command.validate_only = true;
  Caller& would = Call(command);
  Steps();
  EXPECT_TRUE(would.status().ok());
  EXPECT_EQ(would.receipt().version, 0);
  EXPECT_EQ(would.receipt().commit, nullptr);
  EXPECT_THAT(InLog(), IsEmpty());
  Done(kRed, kLend, "r1");
  command = UmbrellaCall(kRed, kLend, "r2");
  command.validate_only = true;
  Caller& would_not = Call(command);
  Steps();
  EXPECT_EQ(would_not.reason(), "LENT");
}

TEST_F(CommandLoopTest, RefusesACommitTooLargeForTheLogBeforeItIsAppended) {
  Command command = UmbrellaCall(kRed, kLend, "r1");
  command.header.mutable_actor()->set_id(std::string(kCommitBytesMax, 'x'));
  Caller& caller = Call(std::move(command));
  Steps();
  EXPECT_EQ(caller.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(docket::Message(caller.status())), HasSubstr("524288"));
  EXPECT_THAT(InLog(), IsEmpty());
}

TEST_F(CommandLoopTest, AppendsNothingThatItsReadersCouldNotRead) {
  const google::protobuf::LogSilencer quiet;
  Command command = UmbrellaCall(kRed, kLend, "r1");
  command.header.mutable_actor()->set_id("half a letter: \xc3");
  Caller& caller = Call(std::move(command));
  Steps();
  EXPECT_EQ(caller.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(InLog(), IsEmpty());
}

TEST_F(CommandLoopTest, NamesTheFirstCommandOfAChainInEveryCommit) {
  const Receipt begun = Done(kRed, kLend, "r1").receipt();
  const CommitHeader& first = kind.HeaderOf(*begun.commit);
  EXPECT_EQ(first.correlation_id(), first.command_id());
  Command command = UmbrellaCall(kRed, kCollect, "r2");
  command.header.set_correlation_id(first.correlation_id());
  Caller& caller = Call(std::move(command));
  Steps();
  EXPECT_EQ(kind.HeaderOf(*caller.receipt().commit).correlation_id(), first.command_id());
}

TEST_F(CommandLoopTest, StampsARecordedStepWithItsOwnInstantAndNamesIt) {
  Command command = UmbrellaCall(kRed, kLend, "r1");
  log::v1::Recorded& recorded = *command.header.mutable_recorded();
  recorded.set_source("paper");
  recorded.set_case_("page 3");
  recorded.set_row(12);
  *recorded.mutable_time() = ToProto(FromMillis(7));
  const std::string step = recorded.DebugString();
  Caller& caller = Call(std::move(command));
  Steps();
  EXPECT_EQ(caller.receipt().time, FromMillis(7));
  EXPECT_EQ(kind.HeaderOf(*caller.receipt().commit).recorded().DebugString(), step);
}

TEST_F(CommandLoopTest, AnswersAllThatIsOpenWhenDropped) {
  log.Hold(events);
  Caller& in_flight = Call(kRed, kLend, "r1");
  Caller& behind = Call(kRed, kCollect, "r2");
  Steps();
  Caller& undecided = Call(kBlue, kLend, "r3");
  loop.Drop(Unavailable("revoked"));
  for (Caller* caller : {&in_flight, &behind, &undecided}) {
    EXPECT_EQ(caller->code(), absl::StatusCode::kUnavailable);
  }
  log.Resolve(events, Fate::kLands);
  Steps();
  EXPECT_EQ(log.answers_left(), 0);
  EXPECT_EQ(Done(kRed, kLend, "r1").receipt().version, 1);
}

TEST_F(CommandLoopTest, WithholdsAnAnswerWhoseWindowIsDropped) {
  Caller& caller = Call(kRed, kLend, "r1");
  Steps(1);
  Collect();
  Fold();
  ASSERT_TRUE(loop.answers_wait());
  loop.Drop(Unavailable("revoked"));
  EXPECT_EQ(caller.code(), absl::StatusCode::kUnavailable);
}

TEST_F(CommandLoopTest, SaysWhenTheLogTakesNothingEver) {
  log.RefuseForGood(events);
  Call(kRed, kLend, "r1");
  ASSERT_TRUE(Step().ok());
  EXPECT_EQ(Step().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace docket::eventing
