#include "libs/eventing/topic_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/scripted_event_log.h"

namespace docket::eventing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const log::TopicPartition kPlace{"docket.umbrella.events.v1", 0};

class TopicReaderTest : public ::testing::Test {
 protected:
  log::Offset Land(const std::string& value) { return log_.Land(kPlace, {"UM-1", value, {}}); }
  // An own append of `value` is known to stand at `offset`.
  void Offer(log::Offset offset, const std::string& value) {
    auto commit = std::make_shared<Commit>();
    commit->bytes = value;
    reader_.Offer(offset, std::move(commit));
  }
  // Reads on to the end; own commits are marked by a star.
  std::vector<std::string> ReadAll() {
    std::vector<std::string> read;
    while (true) {
      auto record = reader_.Next();
      EXPECT_TRUE(record.ok()) << record.status();
      if (!record.ok() || !record->has_value()) return read;
      const ReadRecord& given = **record;
      EXPECT_EQ(reader_.next(), given.offset + 1);
      read.push_back(std::to_string(given.offset) + ":" +
                     (given.own ? given.own->bytes + "*" : given.record.value));
    }
  }

  testing::ScriptedEventLog log_;
  TopicReader reader_{log_, kPlace, 0};
};

TEST_F(TopicReaderTest, GivesWhatTheLogHoldsInOrder) {
  EXPECT_THAT(ReadAll(), IsEmpty());
  Land("a");
  Land("b");
  EXPECT_THAT(ReadAll(), ElementsAre("0:a", "1:b"));
  EXPECT_THAT(ReadAll(), IsEmpty());
}

TEST_F(TopicReaderTest, ReadsMoreThanOneFetchGives) {
  for (int i = 0; i < 1500; ++i) Land("a");
  EXPECT_EQ(ReadAll().size(), 1500);
}

TEST_F(TopicReaderTest, TakesAnOwnRecordFromMemoryIfItAdjoins) {
  Offer(Land("a"), "a");
  Offer(Land("b"), "b");
  EXPECT_THAT(ReadAll(), ElementsAre("0:a*", "1:b*"));
  EXPECT_EQ(log_.records_read(), 0);
}

TEST_F(TopicReaderTest, NeverStepsOverAnothersRecord) {
  Land("theirs");
  Offer(Land("ours"), "ours");
  EXPECT_THAT(ReadAll(), ElementsAre("0:theirs", "1:ours"));
}

TEST_F(TopicReaderTest, NeverStepsOverAnothersRecordBetweenTwoOwn) {
  Offer(Land("ours"), "ours");
  Land("theirs");
  Offer(Land("ours too"), "ours too");
  EXPECT_THAT(ReadAll(), ElementsAre("0:ours*", "1:theirs", "2:ours too"));
}

TEST_F(TopicReaderTest, ForgetsAnOfferThatItHasPassed) {
  const log::Offset offset = Land("a");
  ASSERT_THAT(ReadAll(), ElementsAre("0:a"));
  Offer(offset, "a");
  Offer(Land("b"), "b");
  EXPECT_THAT(ReadAll(), ElementsAre("1:b*"));
}

TEST_F(TopicReaderTest, StepsOverGaps) {
  log_.Skip(kPlace, 3);
  Land("a");
  log_.Skip(kPlace, 2);
  Land("b");
  EXPECT_THAT(ReadAll(), ElementsAre("3:a", "6:b"));
}

// Else a fold would never reach an end that it was told of, and its owner never serve.
TEST_F(TopicReaderTest, StepsOverAGapBeforeTheEnd) {
  Land("a");
  log_.Skip(kPlace, 5);
  EXPECT_THAT(ReadAll(), ElementsAre("0:a"));
  EXPECT_EQ(reader_.next(), 6);
  Offer(Land("b"), "b");
  EXPECT_THAT(ReadAll(), ElementsAre("6:b*"));
}

TEST_F(TopicReaderTest, GivesNothingAtOrBehindABoundThoughAGapHidesIt) {
  Offer(Land("a"), "a");
  log_.Skip(kPlace, 2);
  Land("b");
  EXPECT_FALSE((*reader_.Next(0)).has_value());
  EXPECT_TRUE((*reader_.Next(1)).has_value());
  EXPECT_FALSE((*reader_.Next(3)).has_value());  // "b" stands at 3.
  EXPECT_EQ(reader_.next(), 3);  // So whoever waits for the bound knows that it is reached.
  EXPECT_TRUE((*reader_.Next(4)).has_value());
}

TEST_F(TopicReaderTest, BeginsAgainWithoutWhatItHadInHand) {
  Land("a");
  Land("b");
  Offer(1, "b");
  ASSERT_TRUE(reader_.Next().ok());
  reader_.Reset(0);
  EXPECT_EQ(reader_.next(), 0);
  EXPECT_THAT(ReadAll(), ElementsAre("0:a", "1:b"));
}

TEST_F(TopicReaderTest, HaltsWhereTheLogEndsBeforeThePosition) {
  Land("a");
  reader_.Reset(4);
  auto record = reader_.Next();
  EXPECT_EQ(record.status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(std::string(docket::Message(record.status())),
              HasSubstr("docket.umbrella.events.v1/0 holds offsets 0 to 1 but 4"));
}

TEST_F(TopicReaderTest, HaltsWhereTheLogBeginsBehindThePosition) {
  for (int i = 0; i < 4; ++i) Land("a");
  reader_.Reset(1);
  log_.Expire(kPlace, 3);
  EXPECT_EQ(reader_.Next().status().code(), absl::StatusCode::kOutOfRange);
}

TEST_F(TopicReaderTest, BeginsWithWhatHasNotExpiredWhenToldToBeginWithTheFirst) {
  for (const char* value : {"a", "b", "c"}) Land(value);
  log_.Expire(kPlace, 2);
  reader_.ResetToFirst();
  EXPECT_THAT(ReadAll(), ElementsAre("2:c"));
  Land("d");
  log_.Expire(kPlace, 4);  // Now it is a loss.
  EXPECT_EQ(reader_.Next().status().code(), absl::StatusCode::kOutOfRange);
}

TEST_F(TopicReaderTest, HaltsAtDamageAfterWhatIsWhole) {
  Land("a");
  Land("b");
  log_.Damage(kPlace, 1);
  ASSERT_TRUE(reader_.Next().ok());
  auto record = reader_.Next();
  EXPECT_EQ(record.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(docket::Message(record.status())),
              HasSubstr("docket.umbrella.events.v1/0"));
}

}  // namespace
}  // namespace docket::eventing
