// The failure table of the architecture, a test per row that needs neither another service nor a
// broker, a disk or quarantine: what the log says, and the outcome. Production loops over simulated
// ports; the oracles of the simulation watch every scene.

#include <algorithm>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "docket/setting/v1/setting_events.pb.h"
#include "libs/base/proto_time.h"
#include "libs/setting/setting_id.h"
#include "libs/store/table_digest.h"
#include "tests/simulation/scene.h"

namespace docket::simulation {
namespace {

using docket::testing::SimulatedLogFaults;
using docket::testing::Umbrella;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

const std::string kRed = Umbrella::IdOf("acme", "red");

// Lends at a process that then dies at each of its port calls in turn, until it lives to answer.
// `look` is given every scene in which it died unanswered, with the process dead.
void LendAndCrashAnywhere(const std::function<void(Scene&, const Request&)>& look) {
  constexpr uint64_t kCallsMax = 400;
  for (uint64_t calls = 0; calls < kCallsMax; ++calls) {
    Scene scene;
    const Request request = Lend(scene, "ada", hours(1), "r1");
    const std::optional<Outcome>& answer = scene.Call(0, request);
    scene.process(0).CrashAfter(calls);
    while (scene.process(0).running() && !answer.has_value()) ASSERT_TRUE(scene.world().Next());
    if (answer.has_value()) return;
    look(scene, request);
  }
  FAIL() << "it never answers";
}

TEST(FailureTable, CrashBeforeAppend) {
  int scenes = 0;
  LendAndCrashAnywhere([&scenes](Scene& scene, const Request& request) {
    scene.Run(seconds(1));
    if (!scene.Events(Kind::kUmbrella).empty()) return;
    ++scenes;
    scene.StartAgain(0);
    EXPECT_THAT(scene.Events(Kind::kUmbrella), IsEmpty());
    const std::optional<Outcome>& retry = scene.Call(0, request);
    scene.Run(seconds(3));
    EXPECT_EQ(Say(retry), "OK at version 1");
    EXPECT_THAT(scene.Events(Kind::kUmbrella), ElementsAre("1 lent", "2 confirmed"));
  });
  EXPECT_GT(scenes, 0);
}

TEST(FailureTable, CrashAfterAppendBeforeAnswer) {
  int scenes = 0;
  LendAndCrashAnywhere([&scenes](Scene& scene, const Request& request) {
    scene.Run(seconds(1));
    if (scene.Events(Kind::kUmbrella) != std::vector<std::string>{"1 lent"}) return;
    ++scenes;
    scene.StartAgain(0);
    const std::optional<Outcome>& retry = scene.Call(0, request);
    scene.Run(seconds(3));
    ASSERT_EQ(Say(retry), "OK at version 1");
    EXPECT_EQ(retry->commit, scene.Bytes(Kind::kUmbrella, "events")[0]);
    EXPECT_THAT(scene.Events(Kind::kUmbrella), ElementsAre("1 lent", "2 confirmed"));
  });
  EXPECT_GT(scenes, 0);
}

// Nothing of it was written, or all of it and again, before anything can be read.
TEST(FailureTable, AppendOutcomeUnknown) {
  const SimulatedLogFaults kNotWritten{.not_written = 1, .unknown_max = milliseconds(50)};
  const SimulatedLogFaults kUnheard{
      .ack_lost = 1, .stall = 1, .unknown_max = milliseconds(50), .stall_max = milliseconds(500)};
  size_t most = 0;
  for (const SimulatedLogFaults& faults : {kNotWritten, kUnheard}) {
    Scene scene;
    scene.SetFaults(faults);
    const std::optional<Outcome>& answer = scene.Call(0, Lend(scene, "ada", hours(1), "r1"));
    scene.Run(milliseconds(200));
    EXPECT_EQ(Say(answer), "silence");
    EXPECT_EQ(scene.Written(0, kDesk), 0);
    scene.SetFaults({});
    scene.Run(seconds(3));
    EXPECT_EQ(Say(answer), "OK at version 1");
    std::vector<std::string> copies = scene.Bytes(Kind::kUmbrella, "events");
    ASSERT_EQ(scene.Events(Kind::kUmbrella).back(), "2 confirmed");
    copies.pop_back();
    EXPECT_THAT(copies, AllOf(SizeIs(Ge(1)), Each(copies[0])));
    most = std::max(most, copies.size());
    scene.process(0).AddMarks();
    EXPECT_EQ(scene.Mark("duplicate ignored"), copies.size() - 1);
    EXPECT_GT(scene.Mark("same bytes appended again"), 0);
  }
  EXPECT_GE(most, 2);
}

TEST(FailureTable, TwoOwnersAtOnce) {
  Scene scene(2);
  scene.unit(1, kDesk).loop().Assign();  // It hears of its ownership before the first hears of it.
  scene.Run(seconds(2));                 // What the log keeps is asked once a second.
  ASSERT_TRUE(scene.unit(0, kDesk).loop().serving() && scene.unit(1, kDesk).loop().serving());
  const std::optional<Outcome>& ada = scene.Call(0, Lend(scene, "ada", hours(1), "r1"));
  const std::optional<Outcome>& bob = scene.Call(1, Lend(scene, "bob", hours(1), "r2"));
  scene.Run(seconds(3));
  std::vector<std::string> events = scene.Events(Kind::kUmbrella);
  ASSERT_THAT(events, SizeIs(Ge(3)));
  const std::vector<std::string> race(events.begin(), events.begin() + 2);
  EXPECT_THAT(race, Each("1 lent"));
  events.erase(events.begin(), events.begin() + 2);
  EXPECT_THAT(events, Each("2 confirmed"));  // Whether once or by both, there is one version 2.
  const bool first = scene.Bytes(Kind::kUmbrella, "events")[0] == (ada->commit);
  EXPECT_EQ(Say(first ? ada : bob), "OK at version 1");
  EXPECT_EQ(Say(first ? bob : ada), "LENT");
  EXPECT_EQ(scene.Row(0, kRed), scene.Row(1, kRed));
}

TEST(FailureTable, CrashBetweenFoldAndStore) {
  int scenes = 0;
  LendAndCrashAnywhere([&scenes](Scene& scene, const Request&) {
    const bool folded = scene.Mark("accepted") > 0;  // What is dead has counted.
    scene.process(0).Start();
    if (!folded || scene.Written(0, kDesk) > 0) return;
    ++scenes;
    scene.Give(0);
    scene.Run(seconds(3));
    EXPECT_THAT(scene.Events(Kind::kUmbrella), ElementsAre("1 lent", "2 confirmed"));
    EXPECT_EQ(scene.Written(0, kDesk), 2);
    Process& fresh = scene.world().AddProcess();
    fresh.Start();
    scene.Run(seconds(3));
    Unit& again = scene.unit(0, kDesk);
    Unit& once = scene.unit(1, kDesk);
    EXPECT_EQ(*store::FullDigest(*again.View(), again.spec()),
              *store::FullDigest(*once.View(), once.spec()));
  });
  EXPECT_GT(scenes, 0);
}

TEST(FailureTable, ReactorCrashesAfterSendBeforeStoringPosition) {
  int scenes = 0;
  LendAndCrashAnywhere([&scenes](Scene& scene, const Request&) {
    scene.Run(seconds(1));
    const std::vector<std::string> sent = scene.Bytes(Kind::kBorrower, "commands");
    scene.process(0).Start();
    if (sent.size() != 1 || scene.Written(0, kDesk) > 0) return;
    ++scenes;
    scene.Give(0);
    scene.Run(seconds(3));
    EXPECT_THAT(scene.Bytes(Kind::kBorrower, "commands"), ElementsAre(sent[0], sent[0]));
    EXPECT_THAT(scene.Events(Kind::kBorrower), ElementsAre("1 taken"));
    // Once at least: a ledger that starts again may meet the first copy once more too.
    EXPECT_GE(scene.unit(0, kLedger).loop().command_counters(0).done_before, 1);
  });
  EXPECT_GT(scenes, 0);
}

TEST(FailureTable, TimerFiresTwice) {
  Scene scene(2);
  scene.Call(0, Lend(scene, "ada", seconds(5), "r1"));
  scene.Run(seconds(2));
  scene.unit(1, kDesk).loop().Assign();
  scene.Run(seconds(10));
  EXPECT_THAT(scene.Commands(Kind::kUmbrella), ElementsAre("confirm", "remind", "remind"));
  // Both owners may write it at once; the second record of a version counts nowhere.
  std::vector<std::string> events = scene.Events(Kind::kUmbrella);
  events.erase(std::unique(events.begin(), events.end()), events.end());
  EXPECT_THAT(events, ElementsAre("1 lent", "2 confirmed", "3 reminded"));
}

// What `scene` has lent cannot be lent while the desk is halted, and nothing is skipped.
void ExpectHalted(Scene& scene, absl::StatusCode code, const std::string& why,
                  log::Offset position) {
  const absl::Status halt = scene.unit(0, kDesk).loop().halt();
  EXPECT_EQ(halt.code(), code);
  EXPECT_THAT(std::string(docket::Message(halt)), HasSubstr(why));
  EXPECT_EQ(scene.Written(0, kDesk), position);
  const std::optional<Outcome>& answer = scene.Call(0, CollectRequest("acme", "red"));
  scene.Run(seconds(3));
  EXPECT_EQ(Say(answer), "UNAVAILABLE");
  EXPECT_EQ(scene.Written(0, kDesk), position);
  EXPECT_TRUE(scene.unit(0, kLedger).loop().halt().ok());
}

// Lent, and everybody is at rest.
void LendRed(Scene& scene) {
  scene.Call(0, Lend(scene, "ada", hours(1), "r1"));
  scene.Run(seconds(3));
  ASSERT_EQ(scene.Written(0, kDesk), 2);
  scene.world().court().ExpectHalts(Kind::kUmbrella, 0);
}

// Field 2, an event of four bytes: field 4, the end of loan 1.
const std::string kCollected("\x12\x04\x22\x02\x08\x01", 6);

// A commit of version `version` on the last one, with the event whose bytes are `events`.
log::Record CommitOf(Scene& scene, uint64_t version, const std::string& events) {
  toy::v1::UmbrellaCommit commit;
  const std::string last = scene.Bytes(Kind::kUmbrella, "events").back();
  commit.mutable_header()->CopyFrom(ReadCommitText(Kind::kUmbrella, last)->header);
  commit.mutable_header()->set_version(version);
  commit.mutable_header()->set_prev(std::string(Digest::Of(last).bytes()));
  commit.mutable_header()->clear_cause();
  commit.mutable_header()->set_command_id(std::string(Digest::Of("planted").bytes()));
  return {kRed, commit.SerializeAsString() + events, {{kPlantedHeader, ""}}};
}

TEST(FailureTable, ReadableHeaderUnknownEvent) {
  Scene scene(1, "O1,O3,O8");  // The reference takes it for a commit that nobody asked for.
  LendRed(scene);
  // Field 2, an event of two bytes: field 100 is unknown.
  const log::Record newer = CommitOf(scene, 3, std::string("\x12\x03\xa2\x06\x00", 5));
  scene.world().log().Land({TopicOf(Kind::kUmbrella, "events"), 0}, newer);
  scene.Run(seconds(3));
  ExpectHalted(scene, absl::StatusCode::kDataLoss, "offset 2 has events that this release does not",
               2);
}

TEST(FailureTable, ReadableHeaderUnknownEventThatASkipNames) {
  Scene scene(1, "O1,O3,O8");
  LendRed(scene);
  const log::Record newer = CommitOf(scene, 3, std::string("\x12\x03\xa2\x06\x00", 5));
  setting::v1::SettingCommit commit;
  commit.mutable_header()->set_tenant("operators");
  commit.mutable_header()->set_aggregate_id(
      setting::SettingId::Of("operators", "skip", "one").text());
  commit.mutable_header()->set_version(1);
  setting::v1::Document& document = *commit.add_events()->mutable_published()->mutable_document();
  document.set_name("one");
  document.mutable_skip()->set_topic(TopicOf(Kind::kUmbrella, "events"));
  document.mutable_skip()->set_offset(2);
  document.mutable_skip()->set_digest(Hex(Digest::Of(newer.value).bytes()));
  scene.world().log().Land(SettingsPlace(),
                           {commit.header().aggregate_id(), commit.SerializeAsString(), {}});
  scene.world().log().Land({TopicOf(Kind::kUmbrella, "events"), 0}, newer);
  scene.Run(seconds(3));
  EXPECT_EQ(scene.Written(0, kDesk), 3);
  const std::optional<Outcome>& answer = scene.Call(0, CollectRequest("acme", "red"));
  scene.Run(seconds(3));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->version, 4u);
}

TEST(FailureTable, LogTruncatedToAGap) {
  Scene scene;
  LendRed(scene);
  scene.world().log().Land({TopicOf(Kind::kUmbrella, "events"), 0}, CommitOf(scene, 4, kCollected));
  scene.Run(seconds(3));
  ExpectHalted(scene, absl::StatusCode::kDataLoss, "offset 2 makes version 4", 2);
}

TEST(FailureTable, LogTruncatedToAnEndBeforeThePosition) {
  Scene scene;
  LendRed(scene);
  scene.world().log().Cut({TopicOf(Kind::kUmbrella, "events"), 0}, 0, 1);
  scene.Run(seconds(3));
  ExpectHalted(scene, absl::StatusCode::kOutOfRange, "offsets 0 to 1 but 2 was folded next", 2);
}

// Nothing is written or read, and no question answered, from before the due until long after it.
TEST(FailureTable, BrokerAway) {
  Scene scene;
  scene.Call(0, Lend(scene, "ada", seconds(10), "r1"));
  scene.Run(seconds(3));
  scene.SetFaults({.not_written = 1,
                   .stall = 1,
                   .end_fails = 1,
                   .position_fails = 1,
                   .unknown_max = seconds(1)});
  Request blue = LendRequest("acme", "blue", "bob", kEpoch + hours(1));
  blue.request_id = "r2";
  const std::optional<Outcome>& away = scene.Call(0, blue);
  scene.Run(seconds(20));
  EXPECT_EQ(Say(away), "UNAVAILABLE");
  EXPECT_TRUE(scene.Row(0, kRed).has_value());  // Reads go on, on what was written.
  EXPECT_THAT(scene.Events(Kind::kUmbrella), ElementsAre("1 lent", "2 confirmed"));

  const Time back = WallAt(scene.world().scheduler().now());
  scene.SetFaults({});
  scene.Run(seconds(10));
  const std::optional<Outcome>& retry = scene.Call(0, blue);
  scene.Run(seconds(3));
  EXPECT_EQ(Say(retry), "OK at version 1");
  EXPECT_THAT(scene.Events(Kind::kUmbrella),
              UnorderedElementsAre("1 lent", "2 confirmed", "3 reminded", "1 lent", "2 confirmed"));
  for (const std::string& bytes : scene.Bytes(Kind::kUmbrella, "events")) {
    const CommitHeader header = ReadCommitText(Kind::kUmbrella, bytes)->header;
    EXPECT_TRUE(header.version() < 3 || FromProto(header.time()) >= back);
  }
}

}  // namespace
}  // namespace docket::simulation
