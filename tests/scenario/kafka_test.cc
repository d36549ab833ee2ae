// docket-intake on a real broker: one instance killed, several that share partitions.

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <signal.h>

#include "libs/log/kafka/topics.h"
#include "libs/testing/kafka_broker.h"
#include "tests/scenario/scenario.h"

namespace docket {
namespace {

using nlohmann::json;
using testing::ChildProcess;
using testing::SharedBroker;

constexpr std::chrono::seconds kPatience{30};

// A program that shares the partitions with others of its kind.
struct Instance {
  std::unique_ptr<ChildProcess> process;
  std::string address;
};

// Topics belong to the broker, so all tests work in one docket, each for a tenant of its own.
class OnKafka : public Scenario {
 protected:
  static void SetUpTestSuite() {
    log::KafkaOptions options;
    options.brokers = SharedBroker(1).address();
    const auto made =
        log::MakeMissingTopics(options, {log::DocketTopic("docket.ticket.events.v1", 4, 1),
                                         log::DocketTopic("docket.ticket.commands.v1", 4, 1),
                                         log::DocketTopic("docket.quarantine.v1", 1, 1)});
    ASSERT_TRUE(made.ok()) << made.status();
  }

  void StartInstance(Instance& instance, const std::string& directory) {
    instance.process = std::make_unique<ChildProcess>(
        std::vector<std::string>{DOCKET_BIN "/docket-intake", "--data", data_ / directory,
                                 "--address", "127.0.0.1:0", "--kafka", SharedBroker(1).address(),
                                 "--kafka-replication", "1", "--kafka-session-timeout", "1500ms"});
    const auto address = instance.process->WaitForLine("docket-intake serves at ", kStartDeadline);
    ASSERT_TRUE(address.has_value()) << "docket-intake did not start";
    instance.address = *address;
  }

  // What `instance` answers, once it or whoever it asks owns what it is about.
  Outcome Ask(const Instance& instance, std::vector<std::string> arguments) {
    address_ = instance.address;
    arguments.insert(arguments.begin(), {"--tenant", tenant_});
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (true) {
      Outcome outcome = Docketctl(arguments);
      if (outcome.exit == 0 || std::chrono::steady_clock::now() >= until) return outcome;
    }
  }

  json Open(const Instance& instance, const std::string& customer, const std::string& request_id) {
    const Outcome opened = Ask(instance, {"ticket", "create", "--customer", customer, "--subject",
                                          request_id, "--request-id", request_id});
    EXPECT_EQ(opened.exit, 0) << opened.output;
    return json::parse(opened.output);
  }

  // The tickets that `instance` lists, at last `count` of them.
  std::vector<std::string> EventuallyListed(const Instance& instance, size_t count) {
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (true) {
      const Outcome listed = Ask(instance, {"ticket", "list"});
      EXPECT_EQ(listed.exit, 0) << listed.output;
      std::vector<std::string> ids;
      const json page = json::parse(listed.output);
      for (const json& ticket : page["tickets"]) ids.push_back(ticket["ticket_id"]);
      std::ranges::sort(ids);
      if (ids.size() >= count || std::chrono::steady_clock::now() >= until) return ids;
    }
  }

  static std::string NextTenant() {
    static int last = 0;
    return "tenant-" + std::to_string(++last);
  }

  const std::string tenant_ = NextTenant();
};

TEST_F(OnKafka, ATicketSurvivesAKill) {
  Instance one;
  ASSERT_NO_FATAL_FAILURE(StartInstance(one, "one"));
  const json receipt = Open(one, "bob", "r-1");
  one.process->Signal(SIGKILL);
  one.process->Wait();
  ASSERT_NO_FATAL_FAILURE(StartInstance(one, "one"));
  const Outcome got = Ask(one, {"ticket", "get", receipt["ticket_id"]});
  EXPECT_EQ(json::parse(got.output)["subject"], "r-1");
  EXPECT_EQ(json::parse(got.output)["version"], "1");
}

// Each of many customers is of one partition, so that both instances own some of them.
TEST_F(OnKafka, AnyInstanceTakesAnyCall) {
  Instance one;
  Instance two;
  ASSERT_NO_FATAL_FAILURE(StartInstance(one, "one"));
  ASSERT_NO_FATAL_FAILURE(StartInstance(two, "two"));
  std::vector<std::string> opened;
  for (int i = 0; i < 12; ++i) {
    const std::string number = std::to_string(i);
    const json receipt = Open(i % 2 == 0 ? one : two, "customer " + number, "r-" + number);
    opened.push_back(receipt["ticket_id"]);
    const Outcome got = Ask(i % 2 == 0 ? two : one, {"ticket", "get", receipt["ticket_id"]});
    EXPECT_EQ(json::parse(got.output)["subject"], "r-" + number);
  }
  std::ranges::sort(opened);
  // Whoever does not own a partition shows what it has folded, once that is as new as is asked for.
  EXPECT_EQ(EventuallyListed(one, opened.size()), opened);
  EXPECT_EQ(EventuallyListed(two, opened.size()), opened);
}

TEST_F(OnKafka, WhoLeavesIsFollowedAtOnce) {
  Instance one;
  Instance two;
  ASSERT_NO_FATAL_FAILURE(StartInstance(one, "one"));
  ASSERT_NO_FATAL_FAILURE(StartInstance(two, "two"));
  std::vector<std::string> opened;
  for (int i = 0; i < 8; ++i) {
    const std::string number = std::to_string(i);
    opened.push_back(Open(one, "customer " + number, "r-" + number)["ticket_id"]);
  }
  two.process->Signal(SIGTERM);
  EXPECT_EQ(two.process->Wait(), 0);
  for (const std::string& id : opened) {
    EXPECT_EQ(Ask(one, {"ticket", "comment", id, "still here"}).exit, 0) << id;
  }
}

TEST_F(OnKafka, WhoIsKilledIsFollowedAndNothingIsLost) {
  Instance one;
  Instance two;
  ASSERT_NO_FATAL_FAILURE(StartInstance(one, "one"));
  ASSERT_NO_FATAL_FAILURE(StartInstance(two, "two"));
  std::vector<std::string> opened;
  for (int i = 0; i < 8; ++i) {
    const std::string number = std::to_string(i);
    opened.push_back(Open(one, "customer " + number, "r-" + number)["ticket_id"]);
  }
  one.process->Signal(SIGKILL);
  one.process->Wait();
  for (const std::string& id : opened) {
    const Outcome got = Ask(two, {"ticket", "get", id});
    ASSERT_EQ(got.exit, 0) << id;
    EXPECT_EQ(json::parse(got.output)["version"], "1");
  }
  // Asked once more, the request gets its first answer from whoever owns its partition now.
  EXPECT_EQ(Open(two, "customer 0", "r-0")["ticket_id"], opened[0]);
}

// An owner that was stopped for longer than the cluster waits does not know that it is none any
// more; the log does.
TEST_F(OnKafka, WhoWasPausedDecidesNothingThatIsAnothersByThen) {
  Instance one;
  Instance two;
  ASSERT_NO_FATAL_FAILURE(StartInstance(one, "one"));
  ASSERT_NO_FATAL_FAILURE(StartInstance(two, "two"));
  std::vector<std::string> opened;
  for (int i = 0; i < 8; ++i) {
    const std::string number = std::to_string(i);
    opened.push_back(Open(one, "customer " + number, "r-" + number)["ticket_id"]);
  }
  one.process->Signal(SIGSTOP);
  for (const std::string& id : opened) {
    EXPECT_EQ(Ask(two, {"ticket", "comment", id, "first"}).exit, 0) << id;
  }
  one.process->Signal(SIGCONT);
  for (const std::string& id : opened) {
    EXPECT_EQ(Ask(one, {"ticket", "comment", id, "second"}).exit, 0) << id;
    const json got = json::parse(Ask(one, {"ticket", "get", id}).output);
    EXPECT_EQ(got["version"], "3") << id;
  }
}

TEST_F(OnKafka, IsRefusedADirectoryWithALogOfItsOwn) {
  ASSERT_NO_FATAL_FAILURE(Start("own"));
  ASSERT_NO_FATAL_FAILURE(Kill());
  const Outcome refused = Run({"/bin/sh", "-c", R"("$0" --data "$1" --kafka "$2" 2>&1)",
                               DOCKET_BIN "/docket", data_ / "own", SharedBroker(1).address()});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_NE(refused.output.find("has a log of its own"), std::string::npos) << refused.output;
}

}  // namespace
}  // namespace docket
