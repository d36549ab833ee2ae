// What was promised for tickets, and what happens when it is near or past, also while the server is
// killed in between.

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/scenario/scenario.h"

namespace docket {
namespace {

using nlohmann::json;

// An answer within three seconds. After one the priority rises, with the breach a team of leads
// gets the ticket.
constexpr char kCompany[] = R"(
name: support
pool: {label: Support}
---
name: lamps
team: {label: Lamps, pool: support}
---
name: leads
team: {label: Leads, pool: support}
---
name: default
tenant: {zone: UTC, languages: [en], catch_all_team: lamps}
---
name: default
policies:
  apply_to_open: true
  items:
  - id: all
    label: All
    targets:
    - {metric: SLA_METRIC_FIRST_RESPONSE, normal: 3s, high: 3s}
    levels:
    - {id: near, metric: SLA_METRIC_FIRST_RESPONSE, before: 2s, actions: [{raise_priority: true}]}
    - id: leads
      metric: SLA_METRIC_FIRST_RESPONSE
      breach: true
      actions: [{transfer: {team: leads}}, {raise_escalation_level: true}]
)";

class Escalation : public Scenario {
 protected:
  void ApplyCompany() {
    std::ofstream(data_ / "company.yaml") << kCompany;
    const Outcome applied =
        Docketctl({"--roles", "administrator", "apply", "-f", data_ / "company.yaml"});
    ASSERT_EQ(applied.exit, 0) << applied.output;
  }
  std::string Open(const std::string& subject) {
    const Outcome opened =
        Docketctl({"ticket", "create", "--customer", "bob", "--subject", subject});
    EXPECT_EQ(opened.exit, 0) << opened.output;
    return json::parse(opened.output)["ticket_id"];
  }
  json Clocks(const std::string& ticket) {
    const Outcome shown = Docketctl({"clocks", ticket});
    EXPECT_EQ(shown.exit, 0) << shown.output;
    return json::parse(shown.output)["clocks"];
  }
  void ExpectEventually(const std::string& ticket, const std::string& event) {
    EXPECT_TRUE(Eventually([&] { return EventsOf(ticket)[event] > 0; }))
        << event << " of " << ticket;
  }
  // Its events about a promise that was broken, each as often as it happened.
  void ExpectBrokenOnce(const std::string& ticket) {
    std::map<std::string, int> events = EventsOf(ticket);
    EXPECT_EQ(events["breached"], 1) << ticket;
    EXPECT_EQ(events["escalation_raised"], 1) << ticket;
    EXPECT_LE(events["warned"], 1) << ticket;
    EXPECT_EQ(Get(ticket)["team_id"], "leads");
  }
};

TEST_F(Escalation, WarnsAndBreachesOnceThoughTheServerIsKilledInBetween) {
  ASSERT_NO_FATAL_FAILURE(Start());
  ASSERT_NO_FATAL_FAILURE(ApplyCompany());
  const std::string warned = Open("The lamp is dark");
  ExpectEventually(warned, "warned");
  EXPECT_EQ(Get(warned)["priority"], "PRIORITY_HIGH");
  const std::string late = Open("Another lamp is dark");
  ASSERT_NO_FATAL_FAILURE(Kill());
  ASSERT_NO_FATAL_FAILURE(Start());
  for (const std::string& ticket : {warned, late}) ExpectEventually(ticket, "breached");
  for (const std::string& ticket : {warned, late}) ExpectBrokenOnce(ticket);
  ASSERT_NO_FATAL_FAILURE(Kill());
  ASSERT_NO_FATAL_FAILURE(Start());
  const Outcome verified = Docketctl({"--roles", "operator", "projection", "verify"});
  EXPECT_EQ(verified.exit, 0) << verified.output;
  for (const std::string& ticket : {warned, late}) ExpectBrokenOnce(ticket);
}

TEST_F(Escalation, JudgesOpenTicketsByPoliciesThatAreNew) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string open = Open("The lamp is dark");
  const std::string answered = Open("Another lamp is dark");
  const Outcome reply = Docketctl({"--actor", "agent:ann", "--roles", "agent", "ticket", "comment",
                                   answered, "Have you tried the switch?"});
  ASSERT_EQ(reply.exit, 0) << reply.output;
  ASSERT_NO_FATAL_FAILURE(ApplyCompany());
  ExpectEventually(open, "breached");
  EXPECT_EQ(EventsOf(open)["policy_applied"], 1);
  EXPECT_EQ(EventsOf(answered)["breached"], 0);
  const json broken = Clocks(open)[0];
  EXPECT_EQ(broken["phase"], "PHASE_RUNNING");
  EXPECT_EQ(broken["target"], "3s");
  EXPECT_TRUE(broken.contains("breach_time"));
  EXPECT_EQ(Clocks(answered)[0]["phase"], "PHASE_STOPPED");
  EXPECT_FALSE(Clocks(answered)[0].contains("breach_time"));
}

}  // namespace
}  // namespace docket
