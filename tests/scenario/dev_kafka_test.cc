// `tools/dev run --with-kafka` on a real broker, by tools/kafka as it is shipped.

#include <cstdlib>
#include <filesystem>
#include <string>

#include <unistd.h>

#include "tests/scenario/dev_run.h"

namespace docket {
namespace {

const std::string kTool = DOCKET_SOURCE_DIR "/tools/kafka";
constexpr int kNoWay = 69;  // Of tools/kafka.

class DevRunOnKafka : public DevRunScenario {
 protected:
  void SetUp() override {
    const int fetched = Run({kTool, "fetch"}).exit;
    if (fetched == kNoWay) GTEST_SKIP() << "left out: there is no way to a Kafka broker here";
    ASSERT_EQ(fetched, 0);
    root_ = MakeTree();
    // A broker that was just brought up beside other tests takes its time to elect leaders.
    setenv("DOCKET_KAFKA_CONNECT_TIMEOUT", "25s", /*overwrite=*/1);
    setenv("DOCKET_INTAKE_KAFKA_CONNECT_TIMEOUT", "25s", /*overwrite=*/1);
    for (const std::string service : {"ROUTING", "ESCALATION"}) {
      setenv(("DOCKET_" + service + "_KAFKA_CONNECT_TIMEOUT").c_str(), "25s", /*overwrite=*/1);
      setenv(("DOCKET_" + service + "_ADDRESS").c_str(), "127.0.0.1:0", /*overwrite=*/1);
    }
    // The broker outlives the run, so it is told to end with this test however that ends.
    PutKafka(root_, "exec '" + kTool + "' \"$@\" --with-parent " + std::to_string(getpid()));
  }

  void TearDown() override {
    if (!root_.empty()) Run({kTool, "down", "--remove", "--folder", Broker()});
  }

  std::string Broker() const { return root_ + "/.docket/broker"; }
  bool IsThere(const std::string& path) const { return std::filesystem::exists(root_ + path); }

  void Stop(testing::ChildProcess& run) {
    run.Signal(SIGTERM);
    EXPECT_EQ(run.Wait(), 0);
  }

  std::string root_;
};

TEST_F(DevRunOnKafka, ServesFromALogThatStaysThroughTheEndAndACleanTree) {
  const auto first = DevRun(root_, "--with-kafka");
  const std::vector<std::string> commands = ReadDemo(*first);
  ASSERT_EQ(commands.size(), 10);
  Type(root_, commands[5], "version  1\n");
  Stop(*first);
  EXPECT_TRUE(IsThere("/.docket/kafka/stores"));
  EXPECT_FALSE(IsThere("/.docket/log") || IsThere("/.docket/kafka/log"));

  EXPECT_EQ(Run(Dev(root_, "clean")).exit, 0);
  EXPECT_FALSE(IsThere("/build"));
  EXPECT_EQ(Run({kTool, "status", "--folder", Broker()}).exit, 0);

  LinkPrograms(root_);
  const auto second = DevRun(root_, "--with-kafka --data elsewhere");
  const auto filled = second->WaitForLine("tenant demo has the 24 tickets", kStartDeadline);
  ASSERT_TRUE(filled.has_value());
  EXPECT_NE(filled->find("nothing changed"), std::string::npos) << *filled;
  Stop(*second);
}

TEST_F(DevRunOnKafka, SplitRunsEachServiceAsAProcessOfItsOwn) {
  const auto run = DevRun(root_, "--with-kafka --split --no-demo");
  for (int i = 0; i < 3; ++i) {  // In whichever order.
    ASSERT_TRUE(run->WaitForLine("docket-", kStartDeadline).has_value());
  }
  Stop(*run);
  EXPECT_TRUE(IsThere("/.docket/kafka/stores/intake"));
  EXPECT_TRUE(IsThere("/.docket/kafka-routing/stores/pool"));
  EXPECT_TRUE(IsThere("/.docket/kafka-escalation/stores/escalation"));
}

TEST_F(DevRunOnKafka, SplitFillsTheDemo) {
  const auto run = DevRun(root_, "--with-kafka --split");
  ASSERT_TRUE(run->WaitForLine("docket-intake serves at ", kStartDeadline).has_value());
  const std::vector<std::string> commands = ReadDemo(*run);
  ASSERT_EQ(commands.size(), 10);
  Type(root_, commands[5], "version  1\n");
  Stop(*run);
}

TEST_F(DevRunOnKafka, SplitWithoutKafkaIsRefused) {
  const Outcome run = Run(Dev(root_, "run --split 2>&1"));
  EXPECT_EQ(run.exit, 1);
  EXPECT_NE(run.output.find("add --with-kafka"), std::string::npos) << run.output;
}

TEST_F(DevRunOnKafka, KeepsItsStoresWhereTheEnvironmentOrAFileSays) {
  std::ofstream(root_ + "/docket.yaml") << "data: " << root_ << "/by-file\n";
  const auto by_file = DevRun(root_, "--with-kafka --no-demo --config docket.yaml");
  ASSERT_TRUE(by_file->WaitForLine("docket serves at ", kStartDeadline).has_value());
  Stop(*by_file);
  EXPECT_TRUE(IsThere("/by-file/stores"));

  setenv("DOCKET_DATA", (root_ + "/by-environment").c_str(), 1);
  const auto by_environment = DevRun(root_, "--with-kafka --no-demo");
  unsetenv("DOCKET_DATA");
  ASSERT_TRUE(by_environment->WaitForLine("docket serves at ", kStartDeadline).has_value());
  Stop(*by_environment);
  EXPECT_TRUE(IsThere("/by-environment/stores"));
  EXPECT_FALSE(IsThere("/.docket/kafka"));
}

TEST_F(DevRunOnKafka, DoesNotServeFromTopicsOtherThanItAskedFor) {
  const Outcome up = Run({root_ + "/tools/kafka", "up", "--folder", Broker(), "--json"});
  ASSERT_EQ(up.exit, 0);
  const std::string address = nlohmann::json::parse(up.output)["bootstrap"];
  const Outcome made = Run({DOCKET_BIN "/docketctl", "topics", "ensure", "--kafka", address,
                            "--partitions", "2", "--replication", "1"});
  ASSERT_EQ(made.exit, 0) << made.output;
  const auto run = DevRun(root_, "--with-kafka 2>&1");
  EXPECT_TRUE(run->WaitForLine("docketctl: the topics at ", kStartDeadline).has_value());
  ASSERT_FALSE(run->WaitForLine("", kStartDeadline).has_value()) << "it went on";
  EXPECT_EQ(run->Wait(), 1);
}

}  // namespace
}  // namespace docket
