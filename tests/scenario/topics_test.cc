// `docketctl topics` against a real cluster, and the topics of the release against the services.

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "libs/log/kafka/topic_spec.h"
#include "libs/log/record.h"
#include "libs/testing/child_process.h"
#include "libs/testing/kafka_broker.h"
#include "libs/testing/scratch_directory.h"
#include "services/escalation/projection/escalation_unit.h"
#include "services/intake/projection/intake_unit.h"
#include "services/routing/projection/routing_unit.h"
#include "tools/docketctl/topics/topics_file.h"

namespace docket {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Outcome {
  int exit = 0;
  std::string output;  // Both streams.
};

class Topics : public ::testing::Test {
 protected:
  // The file of the release for a family of topics that only this test has.
  std::string FileOfOwn() {
    static int last = 0;
    prefix_ = "docket" + std::to_string(++last) + ".";
    std::ifstream in(DOCKET_SOURCE_DIR "/deploy/kafka/topics.yaml");
    std::ofstream out(folder_ / "topics.yaml");
    for (std::string line; std::getline(in, line);) {
      out << (line.starts_with("  docket.") ? "  " + prefix_ + line.substr(9) : line) << '\n';
    }
    return folder_ / "topics.yaml";
  }

  // docketctl topics `arguments` at the cluster.
  Outcome Docketctl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"/bin/sh", "-c", R"(exec "$@" 2>&1)", "sh",
                                         DOCKET_BIN "/docketctl", "topics"});
    arguments.insert(arguments.end(), {"--kafka", testing::SharedBroker(1).address()});
    testing::ChildProcess command(arguments);
    Outcome outcome;
    outcome.output = command.ReadAll();
    outcome.exit = command.Wait();
    return outcome;
  }

  testing::ScratchDirectory folder_;
  std::string prefix_;
};

TEST_F(Topics, AreMadeOnceAndThenFoundRight) {
  const Outcome before = Docketctl({"check", "--replication", "1"});
  EXPECT_EQ(before.exit, 1);
  EXPECT_THAT(before.output, AllOf(HasSubstr("docket.ticket.events.v1    -           -"),
                                   HasSubstr("make it by `docketctl topics ensure")));
  const Outcome made = Docketctl({"ensure", "--replication", "1", "--partitions", "4"});
  EXPECT_EQ(made.exit, 0) << made.output;
  EXPECT_THAT(made.output, HasSubstr("docket.ticket.events.v1    4           1            made"));
  EXPECT_THAT(made.output, HasSubstr("docket.quarantine.v1       1           1            made"));
  const Outcome again = Docketctl({"ensure", "--replication", "1", "--partitions", "4"});
  EXPECT_EQ(again.exit, 0) << again.output;
  EXPECT_THAT(again.output, HasSubstr("docket.ticket.events.v1    4           1            right"));
}

TEST_F(Topics, OfOneCopyArePassedOnlyWhereThatIsSaid) {
  const std::string file = FileOfOwn();
  const Outcome refused = Docketctl({"ensure", "--file", file});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.output, HasSubstr("say --replication 1"));
  EXPECT_EQ(Docketctl({"ensure", "--file", file, "--replication", "1"}).exit, 0);
  const Outcome checked = Docketctl({"check", "--file", file});
  EXPECT_EQ(checked.exit, 1);
  EXPECT_THAT(checked.output, HasSubstr("replication is 1 but must be at least 3"));
}

TEST_F(Topics, AreToldToScriptsAsJson) {
  const std::vector<std::string> options = {"--file", FileOfOwn(), "--replication", "1", "--json"};
  std::vector<std::string> ensure = {"ensure", "--partitions", "4"};
  ensure.insert(ensure.end(), options.begin(), options.end());
  EXPECT_EQ(nlohmann::json::parse(Docketctl(ensure).output).at("topics").at(0),
            nlohmann::json({{"topic", prefix_ + "ticket.events.v1"},
                            {"state", "made"},
                            {"partitions", 4},
                            {"replication", 1},
                            {"differences", nlohmann::json::array()}}));
}

TEST_F(Topics, ComeFromAFileOfOnesOwn) {
  std::ofstream(folder_ / "topics.yaml")
      << "topics:\n  own.events.v1: {partitions: 2, replication: 1, config: {retention.ms: 5}}\n";
  const Outcome refused = Docketctl({"ensure", "--file", folder_ / "topics.yaml"});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.output, HasSubstr("topics.yaml: topic own.events.v1"));
}

TEST_F(Topics, NeedAFileOfSettingsThatIsRight) {
  std::ofstream(folder_ / "kafka") << "security.protocol=PLAINTEXT\nacks=0\n";
  const Outcome refused = Docketctl({"check", "--kafka-config", folder_ / "kafka"});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.output, AllOf(StartsWith("docketctl: " + (folder_ / "kafka") + ":2: "),
                                    HasSubstr("acks=0 is unsafe")));
}

// The file that operators have, the rules that hosts demand and what services read are one.
TEST(TopicsOfTheRelease, AreThoseThatTheServicesReadByTheRulesThatTheyDemand) {
  const auto topics = docketctl::LoadTopics("", {});
  ASSERT_TRUE(topics.ok()) << topics.status();
  std::set<std::string> asked = {log::kQuarantineTopic, log::EventsTopic("setting")};
  for (const eventing::UnitSpec& unit : {intake::IntakeUnit(0), routing::RoutingUnit(0),
                                         routing::PoolUnit(0), escalation::EscalationUnit(0)}) {
    for (const std::string& name : unit.TopicNames()) asked.insert(name);
  }
  std::set<std::string> named;
  for (const log::TopicSpec& topic : *topics) {
    named.insert(topic.name);
    EXPECT_EQ(topic.partitions, log::HasOnePartition(topic.name) ? 1 : 48);
    EXPECT_EQ(topic.replication, log::kProductionReplication);
    const log::TopicSpec demanded =
        log::DocketTopic(topic.name, topic.partitions, topic.replication);
    EXPECT_EQ(topic.config, demanded.config) << topic.name;
  }
  EXPECT_EQ(named, asked);
}

}  // namespace
}  // namespace docket
