#include "libs/log/kafka/topic_spec.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace docket::log {
namespace {

using ::testing::HasSubstr;

constexpr char kEvents[] = "docket.ticket.events.v1";
constexpr char kCommands[] = "docket.ticket.commands.v1";

std::string Refusal(const TopicSpec& spec) {
  const absl::Status status = CheckSpec(spec);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(Message(status));
}

TopicSpec EventsWith(const std::string& setting, const std::string& value) {
  TopicSpec spec = DocketTopic(kEvents, 48, 3);
  spec.config[setting] = value;
  return spec;
}

TEST(TopicSpec, KeepsEverythingForEverButCommands) {
  EXPECT_EQ(DocketTopic(kEvents, 48, 3).config.at("retention.ms"), "-1");
  EXPECT_EQ(DocketTopic("docket.quarantine.v1", 1, 3).config.at("retention.ms"), "-1");
  EXPECT_EQ(DocketTopic(kCommands, 48, 3).config.at("retention.ms"), "2592000000");
}

TEST(TopicSpec, DemandsTwoInSyncAndNoUncleanLeaderOfThreeCopies) {
  const TopicSpec production = DocketTopic(kEvents, 48, 3);
  EXPECT_EQ(production.config.at("min.insync.replicas"), "2");
  EXPECT_EQ(production.config.at("unclean.leader.election.enable"), "false");
  const TopicSpec development = DocketTopic(kEvents, 48, 1);
  EXPECT_EQ(development.config.at("min.insync.replicas"), "1");
  EXPECT_FALSE(development.config.contains("unclean.leader.election.enable"));
}

TEST(TopicSpec, RefusesWhatWouldLoseRecords) {
  EXPECT_THAT(Refusal(EventsWith("retention.ms", "604800000")),
              HasSubstr("retention.ms is 604800000 but must be -1"));
  EXPECT_THAT(Refusal(EventsWith("retention.bytes", "1000")), HasSubstr("must be -1"));
  EXPECT_THAT(Refusal(EventsWith("cleanup.policy", "compact")), HasSubstr("must be delete"));
  EXPECT_THAT(Refusal(EventsWith("min.insync.replicas", "1")), HasSubstr("must be at least 2"));
  EXPECT_THAT(Refusal(EventsWith("unclean.leader.election.enable", "true")),
              HasSubstr("must be false"));
}

TEST(TopicSpec, RefusesWhatWouldChangeOrRefuseRecords) {
  EXPECT_THAT(Refusal(EventsWith("message.timestamp.type", "LogAppendTime")),
              HasSubstr("must be CreateTime"));
  EXPECT_THAT(Refusal(EventsWith("max.message.bytes", "1000000")),
              HasSubstr("must be at least 1048588"));
  EXPECT_THAT(Refusal(EventsWith("max.message.bytes", "much")), HasSubstr("max.message.bytes"));
}

TEST(TopicSpec, RefusesCommandsThatAreKeptForEver) {
  TopicSpec commands = DocketTopic(kCommands, 48, 3);
  commands.config["retention.ms"] = "-1";
  EXPECT_THAT(Refusal(commands), HasSubstr("must be 2592000000"));
}

TEST(TopicSpec, RefusesWhatLacksASetting) {
  TopicSpec spec = DocketTopic(kEvents, 48, 3);
  spec.config.erase("retention.ms");
  EXPECT_THAT(Refusal(spec), HasSubstr("lacks retention.ms: it must be -1"));
  EXPECT_THAT(Refusal({kEvents, 0, 3, {}}), HasSubstr("partitions must be at least 1"));
  EXPECT_THAT(Refusal({kEvents, 1, 0, {}}), HasSubstr("replication must be at least 1"));
}

TEST(TopicSpec, TakesMoreThanItAsksFor) {
  EXPECT_TRUE(CheckSpec(EventsWith("max.message.bytes", "10485880")).ok());
  EXPECT_TRUE(CheckSpec(EventsWith("min.insync.replicas", "3")).ok());
  EXPECT_TRUE(CheckSpec(EventsWith("segment.bytes", "536870912")).ok());
}

TEST(TopicSpec, AcknowledgesWithOneCopyAwayHoweverManyThereAre) {
  const TopicSpec spec = DocketTopic(kEvents, 48, 3);
  EXPECT_EQ(WithReplication(spec, 1).config.at("min.insync.replicas"), "1");
  EXPECT_EQ(WithReplication(spec, 2).config.at("min.insync.replicas"), "1");
  EXPECT_EQ(WithReplication(spec, 5).config.at("min.insync.replicas"), "2");
  EXPECT_EQ(WithReplication(spec, 5).replication, 5);
}

}  // namespace
}  // namespace docket::log
