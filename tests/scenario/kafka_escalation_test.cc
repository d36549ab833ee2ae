// Escalation as a program of its own on a real broker, beside intake: down while something is due.

#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/scenario/kafka_scenario.h"

namespace docket {
namespace {

using nlohmann::json;

constexpr char kCompany[] = R"(
name: default
policies:
  items:
  - id: all
    label: All
    targets:
    - {metric: SLA_METRIC_FIRST_RESPONSE, normal: 1s}
    levels:
    - id: lead
      metric: SLA_METRIC_FIRST_RESPONSE
      breach: true
      actions: [{raise_escalation_level: true}]
)";

class KafkaEscalation : public KafkaScenario {
 protected:
  std::string Open(const std::string& subject) {
    const Outcome opened =
        Docketctl({"ticket", "create", "--customer", "bob", "--subject", subject});
    EXPECT_EQ(opened.exit, 0) << opened.output;
    return json::parse(opened.output)["ticket_id"];
  }
  void StartEscalation() {
    ASSERT_NO_FATAL_FAILURE(
        StartInstance(escalation_, "escalation", "1500ms", "docket-escalation"));
  }

  Instance intake_;
  Instance escalation_;
};

// New on empty topics, it needs no operator's word, though tickets come before it has begun.
TEST_F(KafkaEscalation, TellsABreachOnceThoughItIsDownWhenThatIsDue) {
  ASSERT_NO_FATAL_FAILURE(StartEscalation());
  ASSERT_NO_FATAL_FAILURE(StartInstance(intake_, "intake"));
  address_ = intake_.address;
  std::ofstream(data_ / "company.yaml") << kCompany;
  ASSERT_TRUE(Eventually([&] {
    return Docketctl({"--roles", "administrator", "apply", "-f", data_ / "company.yaml"}).exit == 0;
  }));
  std::vector<std::string> tickets = {Open("The lamp is dark")};
  for (int i = 0; i < 2; ++i) {
    ASSERT_NO_FATAL_FAILURE(KillInstance(escalation_));
    tickets.push_back(Open("While nobody looks " + std::to_string(i)));
    ASSERT_NO_FATAL_FAILURE(StartEscalation());
  }
  for (const std::string& ticket : tickets) {
    EXPECT_TRUE(Eventually([&] { return EventsOf(ticket)["escalation_raised"] > 0; })) << ticket;
  }
  for (const std::string& ticket : tickets) EXPECT_EQ(EventsOf(ticket)["breached"], 1) << ticket;
  for (const Instance* instance : {&intake_, &escalation_}) {
    address_ = instance->address;
    EXPECT_EQ(Docketctl({"--roles", "operator", "projection", "verify"}).exit, 0);
  }
}

}  // namespace
}  // namespace docket
