// docket-intake on a real broker: one instance killed, several that share partitions.

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <signal.h>

#include "tests/scenario/kafka_scenario.h"

namespace docket {
namespace {

using nlohmann::json;

// Each test works for a tenant of its own.
class OnKafka : public KafkaScenario {
 protected:
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

  // What `instance` answers its operator, which has to work.
  json Operate(const Instance& instance, const std::string& command) {
    const Outcome outcome = Ask(instance, {"--roles", "operator", "projection", command});
    EXPECT_EQ(outcome.exit, 0) << outcome.output;
    return json::parse(outcome.output);
  }

  // A ticket of each of several customers, opened by way of `one_` whoever owns their partitions.
  std::vector<std::string> OpenMany() {
    std::vector<std::string> opened;
    for (int i = 0; i < 8; ++i) {
      const std::string number = std::to_string(i);
      opened.push_back(Open(one_, "customer " + number, "r-" + number)["ticket_id"]);
    }
    return opened;
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
  ASSERT_NO_FATAL_FAILURE(StartInstance(one_, "one"));
  const json receipt = Open(one_, "bob", "r-1");
  ASSERT_NO_FATAL_FAILURE(KillInstance(one_));
  ASSERT_NO_FATAL_FAILURE(StartInstance(one_, "one"));
  const Outcome got = Ask(one_, {"ticket", "get", receipt["ticket_id"]});
  EXPECT_EQ(json::parse(got.output)["subject"], "r-1");
  EXPECT_EQ(json::parse(got.output)["version"], "1");
}

// Each of many customers is of one partition, so that both instances own some of them.
TEST_F(OnKafka, AnyInstanceTakesAnyCall) {
  ASSERT_NO_FATAL_FAILURE(StartTwo());
  std::vector<std::string> opened;
  for (int i = 0; i < 12; ++i) {
    const std::string number = std::to_string(i);
    const json receipt = Open(i % 2 == 0 ? one_ : two_, "customer " + number, "r-" + number);
    opened.push_back(receipt["ticket_id"]);
    const Outcome got = Ask(i % 2 == 0 ? two_ : one_, {"ticket", "get", receipt["ticket_id"]});
    EXPECT_EQ(json::parse(got.output)["subject"], "r-" + number);
  }
  std::ranges::sort(opened);
  // Whoever does not own a partition shows what it has folded, once that is as new as is asked for.
  EXPECT_EQ(EventuallyListed(one_, opened.size()), opened);
  EXPECT_EQ(EventuallyListed(two_, opened.size()), opened);
}

// Nobody waits for the session: that would take longer than a test has patience.
TEST_F(OnKafka, WhoLeavesIsFollowedAtOnce) {
  ASSERT_NO_FATAL_FAILURE(StartTwo("120s"));
  const std::vector<std::string> opened = OpenMany();
  StopInstance(two_);
  for (const std::string& id : opened) {
    EXPECT_EQ(Ask(one_, {"ticket", "comment", id, "still here"}).exit, 0) << id;
  }
  // Nor shall the next test.
  StopInstance(one_);
}

TEST_F(OnKafka, WhoIsKilledIsFollowedAndNothingIsLost) {
  ASSERT_NO_FATAL_FAILURE(StartTwo());
  const std::vector<std::string> opened = OpenMany();
  ASSERT_NO_FATAL_FAILURE(KillInstance(one_));
  for (const std::string& id : opened) {
    const Outcome got = Ask(two_, {"ticket", "get", id});
    ASSERT_EQ(got.exit, 0) << id;
    EXPECT_EQ(json::parse(got.output)["version"], "1");
  }
  // Asked once more, the request gets its first answer from whoever owns its partition now.
  EXPECT_EQ(Open(two_, "customer 0", "r-0")["ticket_id"], opened[0]);
}

// An owner that was stopped for longer than the cluster waits does not know that it is none any
// more; the log does.
TEST_F(OnKafka, WhoWasPausedDecidesNothingThatIsAnothersByThen) {
  ASSERT_NO_FATAL_FAILURE(StartTwo());
  const std::vector<std::string> opened = OpenMany();
  one_.process->Signal(SIGSTOP);
  for (const std::string& id : opened) {
    EXPECT_EQ(Ask(two_, {"ticket", "comment", id, "first"}).exit, 0) << id;
  }
  one_.process->Signal(SIGCONT);
  for (const std::string& id : opened) {
    EXPECT_EQ(Ask(one_, {"ticket", "comment", id, "second"}).exit, 0) << id;
    const json got = json::parse(Ask(one_, {"ticket", "get", id}).output);
    EXPECT_EQ(got["version"], "3") << id;
  }
}

// An instance shows partitions that others own, by rows of its own.
TEST_F(OnKafka, EachRebuildsWhatItShowsWhoeverOwnsIt) {
  ASSERT_NO_FATAL_FAILURE(StartTwo());
  OpenMany();
  EXPECT_THAT(Operate(one_, "rebuild")["rebuilt"],
              ::testing::SizeIs(kPartitions + 1));  // Settings too.
  EXPECT_THAT(Operate(two_, "rebuild")["rebuilt"],
              ::testing::SizeIs(kPartitions + 1));  // Settings too.
  const json digest = Operate(one_, "digest")["sum"][0];
  EXPECT_EQ(digest["units"], kPartitions);
  EXPECT_EQ(Operate(two_, "digest")["sum"][0], digest);
}

TEST_F(OnKafka, IsRefusedADirectoryWithALogOfItsOwn) {
  ASSERT_NO_FATAL_FAILURE(Start("own"));
  ASSERT_NO_FATAL_FAILURE(Kill());
  const Outcome refused =
      Run({"/bin/sh", "-c", R"("$0" --data "$1" --kafka "$2" 2>&1)", DOCKET_BIN "/docket",
           data_ / "own", testing::SharedBroker(1).address()});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_NE(refused.output.find("has a log of its own"), std::string::npos) << refused.output;
}

}  // namespace
}  // namespace docket
