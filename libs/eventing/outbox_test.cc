#include "libs/eventing/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/scripted_event_log.h"

namespace docket::eventing {
namespace {

using ::testing::ElementsAre;
using testing::Fate;
using ::testing::IsEmpty;
using testing::ScriptedEventLog;

const log::TopicPartition kTarget{"docket.borrower.commands.v1", 0};
const log::TopicPartition kOther{"docket.borrower.commands.v1", 1};
constexpr Instant kNow{.wall = {}, .monotonic = std::chrono::seconds(50)};

Instant Later(std::chrono::milliseconds wait) { return {{}, kNow.monotonic + wait}; }

class OutboxTest : public ::testing::Test {
 protected:
  OutboxTest() {
    log_.Hold(kTarget);
    log_.Hold(kOther);
  }
  void Add(const std::string& value, const log::TopicPartition& target = kTarget) {
    outbox_.Add(target, {"BO-1", value, {}});
  }
  void Advance(Instant now = kNow) {
    const absl::Status status = outbox_.Advance(now);
    EXPECT_TRUE(status.ok()) << status;
  }
  void Resolve(Fate fate, std::optional<size_t> landed = std::nullopt) {
    log_.Resolve(kTarget, fate, landed);
    Advance();
  }
  // The values of each append that waits at `target`, joined.
  std::vector<std::string> Held(const log::TopicPartition& target = kTarget) {
    std::vector<std::string> appends;
    for (const auto& records : log_.held(target)) {
      std::string& values = appends.emplace_back();
      for (const log::Record& record : records) values += record.value;
    }
    return appends;
  }
  std::string InLog(const log::TopicPartition& target = kTarget) {
    std::string values;
    for (const log::LogRecord& record : log_.records(target)) values += record.record.value;
    return values;
  }

  ScriptedEventLog log_{2};
  Outbox outbox_{log_};
};

TEST_F(OutboxTest, HasOneAppendUnderWayPerTarget) {
  Add("a");
  Add("b");
  Advance();
  Add("c");
  Add("x", kOther);
  Advance();
  EXPECT_THAT(Held(), ElementsAre("ab"));
  EXPECT_THAT(Held(kOther), ElementsAre("x"));
  Resolve(Fate::kLands);
  EXPECT_THAT(Held(), ElementsAre("c"));
}

TEST_F(OutboxTest, IsEmptyOnceAllIsAcknowledged) {
  EXPECT_TRUE(outbox_.empty());
  Add("a");
  EXPECT_FALSE(outbox_.empty());
  Advance();
  EXPECT_FALSE(outbox_.empty());
  Resolve(Fate::kLandsNowhere);
  EXPECT_TRUE(outbox_.empty());
}

TEST_F(OutboxTest, AppendsTheSameBytesAgainBeforeAnythingLater) {
  Add("a");
  Add("b");
  Advance();
  Add("c");
  Resolve(Fate::kLandsUnheard, 1);
  EXPECT_THAT(Held(), ElementsAre("ab"));
  Resolve(Fate::kVanishes);
  EXPECT_THAT(Held(), ElementsAre("ab"));
  EXPECT_EQ(outbox_.resent(), 4);
  Resolve(Fate::kLands);
  EXPECT_THAT(Held(), ElementsAre("c"));
  Resolve(Fate::kLands);
  EXPECT_EQ(InLog(), "aabc");
  EXPECT_TRUE(outbox_.empty());
}

TEST_F(OutboxTest, KeepsTheFirstCopiesInTheOrderOfTheirCauses) {
  for (const char* value : {"a", "b", "c", "d"}) {
    Add(value);
    Advance();
    Resolve(Fate::kLandsUnheard, 0);
    Resolve(Fate::kLandsUnheard);
    Resolve(Fate::kLands);
  }
  EXPECT_EQ(InLog(), "aabbccdd");
}

TEST_F(OutboxTest, TriesAgainWhatWasRefusedAfterAWhile) {
  Add("a");
  Advance();
  Resolve(Fate::kIsRefused);
  EXPECT_THAT(Held(), IsEmpty());
  EXPECT_EQ(outbox_.next_try(), Later(Outbox::kRefusedWait).monotonic);
  Add("b");
  Advance(Later(Outbox::kRefusedWait));
  EXPECT_THAT(Held(), ElementsAre("ab"));
  EXPECT_EQ(outbox_.next_try(), std::nullopt);
}

TEST_F(OutboxTest, SendsNothingLaterWhenTheSecondTryIsRefused) {
  Add("a");
  Advance();
  Resolve(Fate::kLandsUnheard);
  Add("b");
  Resolve(Fate::kIsRefused);
  Advance(Later(Outbox::kRefusedWait));
  EXPECT_THAT(Held(), ElementsAre("a"));
}

TEST_F(OutboxTest, ForgetsWhatIsDroppedAndLeavesNoAnswerBehind) {
  Add("a");
  Add("b", kOther);
  Advance();
  outbox_.Drop();
  EXPECT_TRUE(outbox_.empty());
  Add("c");
  Advance();
  log_.Resolve(kTarget, Fate::kLands);
  log_.Resolve(kOther, Fate::kVanishes);
  Advance();
  EXPECT_THAT(Held(), ElementsAre("c"));
  EXPECT_EQ(log_.answers_left(), 0);
}

TEST_F(OutboxTest, CutsAppendsAtABoundOfBytes) {
  const std::string large(Outbox::kAppendBytesMax / 2, 'x');
  for (int i = 0; i < 3; ++i) Add(large);
  Advance();
  EXPECT_EQ(log_.held(kTarget).front().size(), 1);
  Resolve(Fate::kLands);
  Resolve(Fate::kLands);
  Resolve(Fate::kLands);
  EXPECT_TRUE(outbox_.empty());
}

TEST_F(OutboxTest, ReportsATargetThatTakesNothingEver) {
  log_.Release(kTarget);
  log_.RefuseForGood(kTarget);
  Add("a");
  Advance();
  EXPECT_EQ(outbox_.Advance(kNow).code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace docket::eventing
