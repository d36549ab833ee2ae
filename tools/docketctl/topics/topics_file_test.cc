#include "tools/docketctl/topics/topics_file.h"

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/scratch_directory.h"

namespace docket::docketctl {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kDefaults[] =
    "defaults:\n"
    "  partitions: 12\n"
    "  replication: 3\n"
    "  config: {cleanup.policy: delete, retention.ms: -1, retention.bytes: -1,\n"
    "           message.timestamp.type: CreateTime, max.message.bytes: 1048588,\n"
    "           min.insync.replicas: 2, unclean.leader.election.enable: false}\n";

std::string Refusal(const std::string& text, const TopicOverrides& overrides = {}) {
  const auto topics = ParseTopics(text, "topics.yaml", overrides);
  EXPECT_EQ(topics.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(Message(topics.status()));
}

std::vector<log::TopicSpec> Parsed(const std::string& topics,
                                   const TopicOverrides& overrides = {}) {
  const auto parsed = ParseTopics(kDefaults + topics, "topics.yaml", overrides);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  return parsed.ok() ? *parsed : std::vector<log::TopicSpec>(1);
}

TEST(TopicsFile, GivesATopicWhatItSaysAndTheDefaults) {
  const auto topics = Parsed(
      "topics:\n"
      "  docket.b.events.v1: {config: {segment.bytes: 1000000}}\n"
      "  docket.a.events.v1: {partitions: 1, replication: 5}\n");
  ASSERT_EQ(topics.size(), 2u);
  EXPECT_EQ(topics[0].name, "docket.b.events.v1");
  EXPECT_EQ(topics[0].partitions, 12);
  EXPECT_EQ(topics[0].replication, 3);
  EXPECT_EQ(topics[0].config.at("retention.ms"), "-1");
  EXPECT_EQ(topics[0].config.at("segment.bytes"), "1000000");
  EXPECT_EQ(topics[1].partitions, 1);
  EXPECT_EQ(topics[1].replication, 5);
  EXPECT_FALSE(topics[1].config.contains("segment.bytes"));
}

TEST(TopicsFile, LetsTheCommandLineChangeHowManyPartitionsAreUsual) {
  const auto topics = Parsed(
      "topics: {docket.a.events.v1: {}, docket.b.events.v1: {partitions: 1}}", {.partitions = 4});
  EXPECT_EQ(topics[0].partitions, 4);
  EXPECT_EQ(topics[1].partitions, 1);
}

TEST(TopicsFile, LetsTheCommandLineAskForFewerCopies) {
  const auto topics = Parsed("topics: {docket.a.events.v1: {replication: 3}}", {.replication = 1});
  EXPECT_EQ(topics[0].replication, 1);
  EXPECT_EQ(topics[0].config.at("min.insync.replicas"), "1");
}

TEST(TopicsFile, RefusesATopicThatBreaksARule) {
  EXPECT_THAT(Refusal(std::string(kDefaults) +
                      "topics: {docket.a.events.v1: {config: {retention.ms: 1000}}}"),
              StartsWith("topics.yaml: topic docket.a.events.v1: retention.ms is 1000 but must be "
                         "-1"));
  EXPECT_THAT(Refusal(std::string(kDefaults) + "topics: {docket.a.commands.v1: {}}"),
              HasSubstr("must be 2592000000"));
}

TEST(TopicsFile, NamesTheLineOfEachFault) {
  EXPECT_EQ(Refusal("defaults:\n"
                    "  partitions: many\n"
                    "topics:\n"
                    "  a: {replication: 0}\n"
                    "  b: {replicas: 3}\n"
                    "  c: none\n"
                    "topic: {}\n"),
            "topics.yaml:2: partitions must be a whole number from 1 to 10000, not 'many'\n"
            "topics.yaml:4: replication must be a whole number from 1 to 10000, not '0'\n"
            "topics.yaml:4: a lacks 'partitions', as do the defaults\n"
            "topics.yaml:4: a lacks 'replication', as do the defaults\n"
            "topics.yaml:5: b has the unknown key 'replicas' (known: partitions, replication, "
            "config)\n"
            "topics.yaml:5: b lacks 'partitions', as do the defaults\n"
            "topics.yaml:5: b lacks 'replication', as do the defaults\n"
            "topics.yaml:6: c must be a map\n"
            "topics.yaml:6: c lacks 'partitions', as do the defaults\n"
            "topics.yaml:6: c lacks 'replication', as do the defaults\n"
            "topics.yaml:7: the file has the unknown key 'topic' (known: defaults, topics)");
}

TEST(TopicsFile, RefusesWhatNamesNoTopic) {
  EXPECT_THAT(Refusal(kDefaults), HasSubstr("the file lacks 'topics'"));
  EXPECT_THAT(Refusal("topics: {}"), HasSubstr("at least one topic"));
  EXPECT_THAT(Refusal("topics: {a: [}"), StartsWith("topics.yaml:1: "));
  EXPECT_THAT(Refusal("topics: {a: {config: {b: [1]}}}"), HasSubstr("'b' must be one value"));
}

TEST(TopicsFile, HasTheTopicsOfThisReleaseBuiltIn) {
  const auto topics = LoadTopics("", {});
  ASSERT_TRUE(topics.ok()) << topics.status();
  EXPECT_EQ(topics->front().name, "docket.ticket.events.v1");
}

TEST(TopicsFile, IsReadFromAPath) {
  const testing::ScratchDirectory folder;
  std::ofstream(folder / "topics.yaml") << kDefaults << "topics: {docket.a.events.v1: {}}";
  const auto topics = LoadTopics(folder / "topics.yaml", {});
  ASSERT_TRUE(topics.ok()) << topics.status();
  EXPECT_EQ(topics->size(), 1u);
  for (const std::string& path : {folder / "none", folder.path()}) {
    EXPECT_THAT(std::string(Message(LoadTopics(path, {}).status())), HasSubstr(path));
  }
}

}  // namespace
}  // namespace docket::docketctl
