#include "libs/hosting/known_topics.h"

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/scratch_directory.h"

namespace docket::hosting {
namespace {

using ::testing::HasSubstr;

TEST(KnownTopics, RefusesATopicThatHasAnotherNumberOfPartitionsThanBefore) {
  const testing::ScratchDirectory data;
  EXPECT_TRUE(RememberTopics(data.path(), "log", {{"a", 4}}).ok());
  EXPECT_TRUE(RememberTopics(data.path(), "log", {{"a", 4}, {"b", 1}}).ok());
  EXPECT_TRUE(RememberTopics(data.path(), "log", {{"b", 1}}).ok());
  for (const int32_t other : {3, 8}) {
    const absl::Status grown = RememberTopics(data.path(), "log", {{"a", other}, {"b", 1}});
    EXPECT_EQ(grown.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(Message(grown)),
                HasSubstr("topic a has " + std::to_string(other) + " partitions and had 4"));
  }
  EXPECT_TRUE(RememberTopics(data.path(), "log", {{"a", 4}}).ok());
}

TEST(KnownTopics, ForgetsWhatItKnewOfAnotherLog) {
  const testing::ScratchDirectory data;
  EXPECT_TRUE(RememberTopics(data.path(), "log", {{"a", 4}}).ok());
  EXPECT_TRUE(RememberTopics(data.path(), "another", {{"a", 8}}).ok());
  EXPECT_FALSE(RememberTopics(data.path(), "another", {{"a", 4}}).ok());
}

TEST(KnownTopics, DoesNotTakeAFileThatIsNoneForNothing) {
  const testing::ScratchDirectory data;
  std::ofstream(data / "topics") << "log\na four\n";
  EXPECT_EQ(RememberTopics(data.path(), "log", {{"a", 4}}).code(), absl::StatusCode::kDataLoss);
}

TEST(KnownTopics, SaysWhereItCannotWrite) {
  const testing::ScratchDirectory data;
  EXPECT_EQ(RememberTopics(data / "absent", "log", {{"a", 4}}).code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace docket::hosting
