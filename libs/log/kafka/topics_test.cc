// Topics of a real cluster, made and checked.

#include "libs/log/kafka/topics.h"

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/log/record.h"
#include "libs/testing/kafka_broker.h"

namespace docket::log {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class KafkaTopics : public ::testing::Test {
 protected:
  // A topic that no other test has; of commands if `kind` says so.
  static std::string NewName(const std::string& kind) {
    static int last = 0;
    return "docket.t" + std::to_string(++last) + "." + kind + ".v1";
  }

  KafkaOptions Options(const std::vector<std::string>& topics = {}) const {
    return {.brokers = testing::SharedBroker(1).address(), .topics = topics};
  }

  std::vector<std::string> Make(const std::vector<TopicSpec>& topics) const {
    const auto made = MakeMissingTopics(Options(), topics);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? *made : std::vector<std::string>();
  }

  std::vector<std::string> Differences(const std::vector<TopicSpec>& topics) const {
    const auto found = CheckTopics(Options(), topics);
    EXPECT_TRUE(found.ok()) << found.status();
    std::vector<std::string> whats;
    for (const TopicDifference& difference : *found) whats.push_back(difference.what);
    return whats;
  }
};

TEST_F(KafkaTopics, AreAsTheyHaveToBeOnceMade) {
  const TopicSpec events = DocketTopic(NewName("events"), 3, 1);
  const TopicSpec commands = DocketTopic(NewName("commands"), 3, 1);
  EXPECT_THAT(Make({events, commands}), ElementsAre(events.name, commands.name));
  EXPECT_THAT(Differences({events, commands}), IsEmpty());
  const auto there = DescribeTopics(Options(), {commands.name});
  ASSERT_TRUE(there.ok()) << there.status();
  const TopicFacts& facts = there->at(commands.name).value();
  EXPECT_EQ(facts.partitions, 3);
  EXPECT_EQ(facts.replication, 1);
  EXPECT_EQ(facts.config.at("retention.ms"), "2592000000");
}

TEST_F(KafkaTopics, StayAsTheyAreWhenMadeAgain) {
  TopicSpec topic{NewName("events"), 2, 1, {{"retention.ms", "1000"}}};
  EXPECT_THAT(Make({topic}), SizeIs(1));
  EXPECT_THAT(Make({DocketTopic(topic.name, 5, 1)}), IsEmpty());
  EXPECT_THAT(Differences({DocketTopic(topic.name, 2, 1)}), ElementsAre("retention.ms"));
}

TEST_F(KafkaTopics, ShowEachDifferenceFromWhatTheyHaveToBe) {
  const TopicSpec topic{NewName("events"),
                        2,
                        1,
                        {{"cleanup.policy", "compact"},
                         {"retention.ms", "1000"},
                         {"retention.bytes", "1000"},
                         {"message.timestamp.type", "LogAppendTime"},
                         {"max.message.bytes", "1000"},
                         {"unclean.leader.election.enable", "true"}}};
  Make({topic});
  EXPECT_THAT(Differences({DocketTopic(topic.name, 3, 3)}),
              ElementsAre("partitions", "replication", "cleanup.policy", "max.message.bytes",
                          "message.timestamp.type", "min.insync.replicas", "retention.bytes",
                          "retention.ms", "unclean.leader.election.enable"));
}

TEST_F(KafkaTopics, ShowThatOneIsMissing) {
  const TopicSpec absent = DocketTopic(NewName("events"), 3, 1);
  const TopicSpec there = DocketTopic(NewName("events"), 3, 1);
  Make({there});
  EXPECT_THAT(Differences({absent, there}), ElementsAre("topic"));
}

TEST_F(KafkaTopics, AreNotMadeWithMoreCopiesThanThereAreBrokers) {
  const auto made = MakeMissingTopics(Options(), {DocketTopic(NewName("events"), 3, 3)});
  ASSERT_EQ(made.status().code(), absl::StatusCode::kFailedPrecondition) << made.status();
  EXPECT_THAT(std::string(Message(made.status())), HasSubstr("--replication 1"));
}

TEST_F(KafkaTopics, AreNotMadeWithASettingThatKafkaRefuses) {
  const auto made =
      MakeMissingTopics(Options(), {{NewName("events"), 1, 1, {{"retention.ms", "soon"}}}});
  ASSERT_EQ(made.status().code(), absl::StatusCode::kFailedPrecondition) << made.status();
  EXPECT_THAT(std::string(Message(made.status())), AllOf(HasSubstr("soon"), HasSubstr("INVALID")));
}

TEST_F(KafkaTopics, AreRequiredByAHostToBeSafe) {
  const std::string events = NewName("events");
  const std::string commands = NewName("commands");
  Make({DocketTopic(events, 3, 1), DocketTopic(commands, 3, 1),
        DocketTopic(kQuarantineTopic, 1, 1)});
  const KafkaOptions options = Options({events, commands, kQuarantineTopic});
  EXPECT_EQ(RequireTopics(options, 1), absl::OkStatus());
  const absl::Status unsafe = RequireTopics(options, kProductionReplication);
  EXPECT_EQ(unsafe.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(unsafe)),
              AllOf(HasSubstr("topic " + events + ": replication is 1 but must be at least 3"),
                    HasSubstr("topic " + commands + ": min.insync.replicas is 1 but must be")));
}

TEST_F(KafkaTopics, AreRequiredByAHostToHaveEquallyManyPartitions) {
  const std::string events = NewName("events");
  const std::string commands = NewName("commands");
  Make({DocketTopic(events, 3, 1), DocketTopic(commands, 2, 1)});
  const absl::Status unequal = RequireTopics(Options({events, commands}), 1);
  EXPECT_EQ(unequal.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(unequal)),
              HasSubstr("topic " + commands + ": partitions is 2 but must be 3"));
}

// Together, records that are too large for them are more than a client holds.
TEST_F(KafkaTopics, AreRequiredByAHostHoweverLargeTheirRecordsMayBe) {
  std::vector<TopicSpec> topics;
  std::vector<std::string> names;
  for (int i = 0; i < 8; ++i) {
    topics.push_back(DocketTopic(NewName("events"), 1, 1));
    topics.back().config["max.message.bytes"] = std::to_string(10 << 20);
    names.push_back(topics.back().name);
  }
  Make(topics);
  EXPECT_EQ(RequireTopics(Options(names), 1), absl::OkStatus());
}

TEST_F(KafkaTopics, SayThatNobodyAnswers) {
  KafkaOptions options{.brokers = "127.0.0.1:1", .connect_timeout = std::chrono::milliseconds(500)};
  const auto made = MakeMissingTopics(options, {DocketTopic(NewName("events"), 3, 1)});
  EXPECT_EQ(made.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(Message(made.status())),
              AllOf(HasSubstr("127.0.0.1:1"), HasSubstr("Connection refused")));
}

}  // namespace
}  // namespace docket::log
