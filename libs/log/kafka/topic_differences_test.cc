#include "libs/log/kafka/topic_differences.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace docket::log {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kEvents[] = "docket.ticket.events.v1";

TopicSpec Wanted() { return DocketTopic(kEvents, 48, 3); }

TopicFacts AsWanted() { return {48, 3, Wanted().config}; }

std::vector<std::string> Told(const std::optional<TopicFacts>& there) {
  std::vector<std::string> sentences;
  for (const TopicDifference& difference : DifferencesOf(Wanted(), there, "b:9092")) {
    sentences.push_back(ToText(difference));
  }
  return sentences;
}

TEST(TopicDifferences, HasNothingToSayOfATopicThatIsRight) {
  EXPECT_THAT(Told(AsWanted()), IsEmpty());
}

TEST(TopicDifferences, TakesMoreCopiesAndLargerRecords) {
  TopicFacts there = AsWanted();
  there.replication = 5;
  there.config["max.message.bytes"] = "10485880";
  there.config["min.insync.replicas"] = "3";
  EXPECT_THAT(Told(there), IsEmpty());
}

TEST(TopicDifferences, SaysHowToMakeATopicThatIsMissing) {
  EXPECT_THAT(
      Told(std::nullopt),
      ElementsAre("topic docket.ticket.events.v1 is not there; make it by `docketctl topics "
                  "ensure --kafka b:9092`"));
}

TEST(TopicDifferences, NamesTheSettingAndTheCommandThatMendsIt) {
  TopicFacts there = AsWanted();
  there.config["retention.ms"] = "604800000";
  EXPECT_THAT(
      Told(there),
      ElementsAre(
          "topic docket.ticket.events.v1: retention.ms is 604800000 but must be -1; mend it "
          "by `kafka-configs.sh --bootstrap-server b:9092 --alter --entity-type topics "
          "--entity-name docket.ticket.events.v1 --add-config retention.ms=-1`"));
}

TEST(TopicDifferences, GivesTheBareValueInTheCommandOfALimit) {
  TopicFacts there = AsWanted();
  there.config["min.insync.replicas"] = "1";
  EXPECT_THAT(Told(there),
              ElementsAre("topic docket.ticket.events.v1: min.insync.replicas is 1 but must be at "
                          "least 2; mend it by `kafka-configs.sh --bootstrap-server b:9092 --alter "
                          "--entity-type topics --entity-name docket.ticket.events.v1 --add-config "
                          "min.insync.replicas=2`"));
}

TEST(TopicDifferences, SaysThatANumberOfPartitionsIsFixed) {
  TopicFacts there = AsWanted();
  there.partitions = 12;
  EXPECT_THAT(
      Told(there),
      ElementsAre("topic docket.ticket.events.v1: partitions is 12 but must be 48; the "
                  "number is fixed once a topic holds records: say --partitions 12 if it is "
                  "meant so; if nothing is in it, remove it by `kafka-topics.sh "
                  "--bootstrap-server b:9092 --delete --topic docket.ticket.events.v1` and "
                  "make it anew by `docketctl topics ensure --kafka b:9092`"));
}

TEST(TopicDifferences, SaysHowADevelopmentClusterIsAllowed) {
  TopicFacts there = AsWanted();
  there.replication = 1;
  EXPECT_THAT(Told(there),
              ElementsAre("topic docket.ticket.events.v1: replication is 1 but must be at least 3; "
                          "give each partition more brokers by `kafka-reassign-partitions.sh "
                          "--bootstrap-server b:9092 --reassignment-json-file FILE --execute`; for "
                          "a cluster that is for development only, say --replication 1"));
}

TEST(TopicDifferences, TellsOfASettingThatTheClusterDoesNotKnow) {
  TopicFacts there = AsWanted();
  there.config.erase("message.timestamp.type");
  EXPECT_EQ(DifferencesOf(Wanted(), there, "b:9092").size(), 1u);
  EXPECT_EQ(DifferencesOf(Wanted(), there, "b:9092")[0].is, "unknown to the cluster");
}

}  // namespace
}  // namespace docket::log
