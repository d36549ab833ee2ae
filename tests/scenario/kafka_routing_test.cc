// Routing as a program of its own on a real broker, beside intake: new beside tickets that wait
// already, and killed while more come.

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/scenario/kafka_scenario.h"

namespace docket {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr char kCompany[] = R"(
name: support
pool: {label: Support}
---
name: lamps
team: {label: Lamps, pool: support}
---
name: ann
agent: {label: Ann, pool: support, teams: [lamps]}
---
name: default
tenant: {zone: UTC, languages: [en], catch_all_team: lamps}
)";

class KafkaRouting : public KafkaScenario {
 protected:
  static void SetUpTestSuite() {
    KafkaScenario::SetUpTestSuite();
    log::KafkaOptions options;
    options.brokers = testing::SharedBroker(1).address();
    const auto made = log::MakeMissingTopics(
        options, {log::DocketTopic(log::EventsTopic("pool"), kPartitions, 1),
                  log::DocketTopic(log::CommandsTopic("pool"), kPartitions, 1)});
    ASSERT_TRUE(made.ok()) << made.status();
  }

  Outcome Ask(const Instance& instance, const std::vector<std::string>& words) {
    address_ = instance.address;
    return Docketctl(words);
  }
  bool EventuallyDone(const Instance& instance, const std::vector<std::string>& words) {
    return Eventually([&] { return Ask(instance, words).exit == 0; });
  }

  std::string Open(const std::string& subject) {
    const Outcome opened =
        Ask(intake_, {"ticket", "create", "--customer", subject, "--subject", subject});
    EXPECT_EQ(opened.exit, 0) << opened.output;
    return json::parse(opened.output)["ticket_id"];
  }
  void ExpectAssignedOnce(const std::string& ticket) {
    address_ = intake_.address;
    EXPECT_TRUE(Eventually([&] { return Get(ticket)["assignee_id"] == "ann"; }))
        << Get(ticket).dump(2);
    std::map<std::string, int> events = EventsOf(ticket);
    EXPECT_EQ(events["assigned"], 1);
    EXPECT_EQ(events["queued"], 1);
  }
  void StartRouting() {
    ASSERT_NO_FATAL_FAILURE(StartInstance(routing_, "routing", "1500ms", "docket-routing"));
  }

  Instance intake_;
  Instance routing_;
};

TEST_F(KafkaRouting, PlacesWhatWaitedOnceItIsToldToAndGoesOnAfterKills) {
  ASSERT_NO_FATAL_FAILURE(StartInstance(intake_, "intake"));
  std::vector<std::string> tickets = {Open("The lamp is dark")};

  // New beside tickets: pools serve, for nothing was written there; tickets wait for a word.
  ASSERT_NO_FATAL_FAILURE(StartRouting());
  EXPECT_THAT(Ask(routing_, {"--roles", "operator", "doctor"}).output,
              HasSubstr("waits for an operator's word"));
  std::ofstream(data_ / "company.yaml") << kCompany;
  ASSERT_TRUE(
      EventuallyDone(intake_, {"--roles", "administrator", "apply", "-f", data_ / "company.yaml"}));
  ASSERT_TRUE(EventuallyDone(
      routing_, {"--actor", "agent:ann", "--roles", "agent", "presence", "available"}));
  const Outcome begun = Ask(
      routing_, {"--roles", "operator", "projection", "begin", "routing", "--from", "beginning"});
  ASSERT_EQ(begun.exit, 0) << begun.output;
  ExpectAssignedOnce(tickets.front());

  for (int i = 0; i < 2; ++i) {
    ASSERT_NO_FATAL_FAILURE(KillInstance(routing_));
    tickets.push_back(Open("While routing is down " + std::to_string(i)));
    ASSERT_NO_FATAL_FAILURE(StartRouting());
    tickets.push_back(Open("While it starts " + std::to_string(i)));
    ASSERT_NO_FATAL_FAILURE(KillInstance(intake_));
    ASSERT_NO_FATAL_FAILURE(StartInstance(intake_, "intake"));
  }
  for (const std::string& ticket : tickets) ExpectAssignedOnce(ticket);
  EXPECT_EQ(Ask(routing_, {"--roles", "operator", "projection", "verify"}).exit, 0);
  EXPECT_EQ(Ask(intake_, {"--roles", "operator", "projection", "verify"}).exit, 0);
}

}  // namespace
}  // namespace docket
