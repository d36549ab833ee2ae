#include "libs/ops/log_tail.h"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/scripted_event_log.h"
#include "libs/testing/toy/umbrella_history.h"

namespace docket::ops {
namespace {

using eventing::Commit;
using log::v1::TailRequest;
using log::v1::TailResponse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LentText;
using testing::RecordOf;
using testing::ScriptedEventLog;
using testing::UmbrellaHistory;

const eventing::AggregateKindOf<testing::Umbrella> kKind;
const TailSources kSources{.kinds = {&kKind}};
constexpr char kTopic[] = "docket.umbrella.events.v1";

// A stream whose caller takes up to `room` messages.
class Taken final : public rpc::ByteStream {
 public:
  rpc::Sent Write(std::string bytes) override {
    if (closed()) return rpc::Sent::kClosed;
    if (said.size() >= room) return rpc::Sent::kFull;
    TailResponse response;
    EXPECT_TRUE(response.ParseFromString(bytes));
    said.push_back(Say(response));
    responses.push_back(std::move(response));
    return rpc::Sent::kTaken;
  }
  void End(const absl::Status& status) override { end = end.value_or(status); }
  bool closed() const override { return end.has_value(); }
  void SetWaker(std::function<void()>) override {}

  size_t room = SIZE_MAX;
  std::vector<std::string> said;
  std::vector<TailResponse> responses;
  std::optional<absl::Status> end;

 private:
  // "0/3 2 lost_race": partition, offset, version and what is not plain.
  static std::string Say(const TailResponse& response) {
    const auto at = [](const log::v1::LogPlace& place) {
      return std::to_string(place.partition()) + "/" + std::to_string(place.offset());
    };
    switch (response.content_case()) {
      case TailResponse::kBegun: return "begun " + response.begun().log_id();
      case TailResponse::kCommit: return at(response.commit().place()) + VersionOf(response);
      case TailResponse::kUnreadable:
        return at(response.unreadable().place()) +
               (response.unreadable().final() ? " final" : " unreadable");
      case TailResponse::kReached: return "reached " + at(response.reached().place());
      case TailResponse::CONTENT_NOT_SET: break;
    }
    return "nothing";
  }
  static std::string VersionOf(const TailResponse& response) {
    testing::Umbrella::Commit commit;
    EXPECT_TRUE(commit.ParseFromString(response.commit().value()));
    EXPECT_EQ(response.commit().key(), commit.header().aggregate_id());
    const std::string verdict = log::v1::TailVerdict_Name(response.commit().verdict());
    return " v" + std::to_string(commit.header().version()) +
           (verdict == "TAIL_VERDICT_ACCEPTED" ? "" : " " + verdict.substr(13));
  }
};

class NoWaker final : public log::Waker {
 public:
  void Wake() override {}
};

class LogTailTest : public ::testing::Test {
 protected:
  void Land(const UmbrellaHistory& history, const Commit& commit, int32_t partition = 0) {
    log.Land({kTopic, partition}, RecordOf(history.id(), commit));
  }
  // Two commits, a duplicate of the first, and a third.
  void LandRed() {
    const Commit first = red.Add(LentText(1, "ada", FromMillis(1)));
    Land(red, first);
    Land(red, red.Add("collected { loan: 1 }"));
    Land(red, first);
    Land(red, red.Add(LentText(2, "ada", FromMillis(1))));
  }
  void From(TailRequest& request, log::Offset offset) {
    log::v1::LogPlace& from = *request.add_from();
    from.set_topic(kTopic);
    from.set_offset(offset);
  }

  // Begins a stream, which takes up to `room` messages, and runs it until it waits or is over.
  LogTail::Progress Run(const TailRequest& request, size_t room = SIZE_MAX) {
    taken = std::make_shared<Taken>();
    taken->room = room;
    tail.emplace(kSources, log, "acme", request, rpc::ResponseStream<TailResponse>(taken));
    tail->Start(waker);
    return Go();
  }
  LogTail::Progress Go() {
    LogTail::Progress progress = LogTail::Progress::kWorked;
    while (progress == LogTail::Progress::kWorked) progress = tail->Step();
    return progress;
  }
  absl::StatusCode Refusal(const TailRequest& request) {
    EXPECT_EQ(Run(request), LogTail::Progress::kOver);
    EXPECT_THAT(taken->said, IsEmpty());
    return taken->end->code();
  }

  UmbrellaHistory red{"red"};
  ScriptedEventLog log{2};
  NoWaker waker;
  std::shared_ptr<Taken> taken;
  std::optional<LogTail> tail;
};

TEST_F(LogTailTest, GivesWhatIsAcceptedInEachPartitionsOrder) {
  LandRed();
  UmbrellaHistory blue("blue");
  Land(blue, blue.Add(LentText(1, "ada", FromMillis(1))), 1);
  EXPECT_EQ(Run({}), LogTail::Progress::kOver);
  EXPECT_THAT(taken->said, ElementsAre("begun scripted", "0/0 v1", "0/1 v2", "0/3 v3",
                                       "reached 0/4", "1/0 v1", "reached 1/1"));
  EXPECT_TRUE(taken->end->ok());
  EXPECT_EQ(taken->responses[1].commit().value(), log.records({kTopic, 0})[0].record.value);
  EXPECT_EQ(taken->responses[0].begun().ends(0).offset(), 4);
}

TEST_F(LogTailTest, TellsVerdictsWhenAskedForAll) {
  LandRed();
  TailRequest request;
  request.set_raw(true);
  Run(request);
  EXPECT_THAT(taken->said, ElementsAre("begun scripted", "0/0 v1", "0/1 v2", "0/2 v1 STALE",
                                       "0/3 v3", "reached 0/4", "reached 1/0"));
}

TEST_F(LogTailTest, JudgesByWhatStandsBeforeItsBeginning) {
  LandRed();
  TailRequest request;
  From(request, 2);
  Run(request);
  EXPECT_THAT(taken->said, ElementsAre("begun scripted", "0/3 v3", "reached 0/4", "reached 1/0"));
}

TEST_F(LogTailTest, GivesNothingOfAnotherTenant) {
  UmbrellaHistory theirs("red", "globex");
  Land(theirs, theirs.Add(LentText(1, "ada", FromMillis(1))), 1);
  TailRequest request;
  request.set_raw(true);
  Run(request);
  EXPECT_THAT(taken->said, ElementsAre("begun scripted", "reached 0/0", "reached 1/1"));
}

TEST_F(LogTailTest, GivesNoCommitThatStandsWhereItsAggregateDoesNotLive) {
  UmbrellaHistory blue("blue");
  Land(blue, blue.Add(LentText(1, "ada", FromMillis(1))), 0);
  Run({});
  EXPECT_THAT(taken->said,
              ElementsAre("begun scripted", "0/0 unreadable", "reached 0/1", "reached 1/0"));
}

TEST_F(LogTailTest, EndsAtTheEndsOfItsBeginning) {
  LandRed();
  Run({}, 2);
  Land(red, red.Add("collected { loan: 2 }"));
  taken->room = SIZE_MAX;
  EXPECT_EQ(Go(), LogTail::Progress::kOver);
  EXPECT_THAT(taken->said, ElementsAre("begun scripted", "0/0 v1", "0/1 v2", "0/3 v3",
                                       "reached 0/4", "reached 1/0"));
}

TEST_F(LogTailTest, FollowsTheLogAsItGrows) {
  TailRequest request;
  request.set_follow(true);
  EXPECT_EQ(Run(request), LogTail::Progress::kWaits);
  EXPECT_THAT(taken->said, ElementsAre("begun scripted", "reached 0/0", "reached 1/0"));
  LandRed();
  EXPECT_EQ(Go(), LogTail::Progress::kWaits);
  UmbrellaHistory blue("blue");
  Land(blue, blue.Add(LentText(1, "ada", FromMillis(1))), 1);
  EXPECT_EQ(Go(), LogTail::Progress::kWaits);
  taken->said.erase(taken->said.begin(), taken->said.begin() + 3);
  EXPECT_THAT(taken->said, ElementsAre("0/0 v1", "0/1 v2", "0/3 v3", "1/0 v1"));
}

TEST_F(LogTailTest, HoldsTwoMessagesForACallerWhoDoesNotRead) {
  LandRed();
  EXPECT_EQ(Run({}, 1), LogTail::Progress::kWaits);
  const uint64_t read = log.records_read();
  EXPECT_EQ(Go(), LogTail::Progress::kWaits);
  EXPECT_EQ(log.records_read(), read);
  taken->room = SIZE_MAX;
  EXPECT_EQ(Go(), LogTail::Progress::kOver);
  EXPECT_EQ(taken->said.size(), 6u);
}

TEST_F(LogTailTest, TakesBackEveryWakerByItsEnd) {
  LandRed();
  UmbrellaHistory blue("blue");
  Land(blue, blue.Add(LentText(1, "ada", FromMillis(1))), 1);
  EXPECT_EQ(Run({}, 5), LogTail::Progress::kWaits);
  EXPECT_EQ(taken->said.back(), "reached 0/4");
  EXPECT_FALSE(log.has_waker({kTopic, 0}));
  EXPECT_TRUE(log.has_waker({kTopic, 1}));
  taken->End(MakeStatus(absl::StatusCode::kCancelled, "gone"));
  EXPECT_EQ(Go(), LogTail::Progress::kOver);
  tail->Detach();
  EXPECT_FALSE(log.has_waker({kTopic, 1}));
}

TEST_F(LogTailTest, IsOverWhenItsCallerHasGone) {
  LandRed();
  Run({}, 2);
  taken->End(MakeStatus(absl::StatusCode::kCancelled, "gone"));
  EXPECT_EQ(Go(), LogTail::Progress::kOver);
}

TEST_F(LogTailTest, TellsOfWhatIsNoCommit) {
  log.Land({kTopic, 0}, {"key", "personal words", {}});
  LandRed();
  Run({});
  EXPECT_THAT(taken->said, ElementsAre("begun scripted", "0/0 unreadable", "0/1 v1", "0/2 v2",
                                       "0/4 v3", "reached 0/5", "reached 1/0"));
  EXPECT_EQ(taken->responses[1].SerializeAsString().find("personal"), std::string::npos);
}

TEST_F(LogTailTest, TellsWhereTheLogCannotBeReadOn) {
  LandRed();
  log.Damage({kTopic, 0}, 2);
  EXPECT_EQ(Run({}), LogTail::Progress::kOver);
  EXPECT_THAT(taken->said, ElementsAre("begun scripted", "0/0 v1", "0/1 v2", "0/2 final"));
  EXPECT_THAT(taken->responses.back().unreadable().reason(), HasSubstr(kTopic));
  EXPECT_EQ(taken->end->code(), absl::StatusCode::kDataLoss);
}

TEST_F(LogTailTest, RefusesWhatIsNoPlaceOfItsLog) {
  TailRequest topic;
  topic.add_topics("docket.umbrella.commands.v1");
  EXPECT_EQ(Refusal(topic), absl::StatusCode::kInvalidArgument);
  TailRequest twice;
  twice.add_topics(kTopic);
  twice.add_topics(kTopic);
  EXPECT_EQ(Refusal(twice), absl::StatusCode::kInvalidArgument);
  TailRequest partition;
  From(partition, 0);
  partition.mutable_from(0)->set_partition(2);
  EXPECT_EQ(Refusal(partition), absl::StatusCode::kInvalidArgument);
  TailRequest negative;
  From(negative, -1);
  EXPECT_EQ(Refusal(negative), absl::StatusCode::kInvalidArgument);
  TailRequest foreign;
  foreign.set_log_id("another");
  EXPECT_EQ(Refusal(foreign), absl::StatusCode::kInvalidArgument);
  TailRequest beyond;
  From(beyond, 1);
  EXPECT_EQ(Refusal(beyond), absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace docket::ops
