// Tickets find their people: triaged by rule, queued in a pool, given to whoever can take them,
// also while the server is killed in between.

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/scenario/scenario.h"

namespace docket {
namespace {

using nlohmann::json;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

// Two pools. Sue alone answers refunds; Ann and Tom answer lamps, Tom with wiring.
constexpr char kCompany[] = R"(
name: support
pool: {label: Support}
---
name: experts
pool: {label: Experts}
---
name: lamps
team: {label: Lamps, pool: support, claimable: true}
---
name: refunds
team: {label: Refunds, pool: experts}
---
name: ann
agent: {label: Ann, pool: support, teams: [lamps], capacity: 30}
---
name: tom
agent: {label: Tom, pool: support, teams: [lamps], skills: [{name: wiring, level: 3}], capacity: 30}
---
name: sue
agent: {label: Sue, pool: experts, teams: [refunds]}
---
name: default
tenant: {zone: Asia/Shanghai, languages: [en], catch_all_team: lamps}
---
name: default
triage_rules:
  items:
  - id: refunds
    condition: {all: [{test: {path: subject, contains_any: {words: [refund]}}}]}
    team: refunds
    tags: [money]
  - id: wiring
    condition: {all: [{test: {path: subject, contains_any: {words: [wire]}}}]}
    skills: [{name: wiring, level: 2}]
)";

class Routing : public Scenario {
 protected:
  void StartWithCompany() {
    ASSERT_NO_FATAL_FAILURE(Start());
    ApplyCompany();
  }
  void ApplyCompany() {
    std::ofstream(data_ / "company.yaml") << kCompany;
    const Outcome applied =
        Docketctl({"--roles", "administrator", "apply", "-f", data_ / "company.yaml"});
    ASSERT_EQ(applied.exit, 0) << applied.output;
  }
  void KillAndStart() {
    ASSERT_NO_FATAL_FAILURE(Kill());
    ASSERT_NO_FATAL_FAILURE(Start());
  }

  static std::vector<std::string> As(const std::string& agent, std::vector<std::string> words) {
    words.insert(words.begin(), {"--actor", "agent:" + agent, "--roles", "agent"});
    return words;
  }
  json Do(const std::string& agent, const std::vector<std::string>& words) {
    const Outcome outcome = Docketctl(As(agent, words));
    EXPECT_EQ(outcome.exit, 0) << outcome.output;
    return json::parse(outcome.output, nullptr, /*allow_exceptions=*/false);
  }
  // An agent's word is for a pool that has taken them over, soon after they were published.
  void Come(const std::string& agent) {
    EXPECT_TRUE(Eventually([&] {
      return Docketctl(As(agent, {"presence", "available"})).exit == 0;
    })) << agent;
  }

  std::string Open(const std::string& subject, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"--actor", "customer:bob", "--roles", "customer",  "ticket",
                                      "create",  "--customer",   "bob",     "--subject", subject};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome opened = Docketctl(words);
    EXPECT_EQ(opened.exit, 0) << opened.output;
    return json::parse(opened.output)["ticket_id"];
  }

  // The ticket once `agent` has it; empty for nobody.
  void ExpectAssignee(const std::string& ticket, const std::string& agent) {
    EXPECT_TRUE(Eventually([&] {
      json got = Get(ticket);
      return got.value("assignee_id", "") == agent && got["handling"] != "HANDLING_TRIAGE";
    })) << Get(ticket).dump(2);
  }
  void ExpectHandling(const std::string& ticket, const std::string& handling) {
    EXPECT_TRUE(Eventually([&] { return Get(ticket)["handling"] == handling; }))
        << Get(ticket).dump(2);
  }

  void ExpectEqualWhenFoldedAgain() {
    const Outcome verified = Docketctl({"--roles", "operator", "projection", "verify"});
    EXPECT_EQ(verified.exit, 0) << verified.output;
  }
};

TEST_F(Routing, GivesATicketToTheOnlyOneWhoCanTakeIt) {
  ASSERT_NO_FATAL_FAILURE(StartWithCompany());
  Come("ann");
  Come("sue");
  const std::string ticket = Open("My refund is late", {"--feeling", "furious"});
  ExpectAssignee(ticket, "sue");
  json got = Get(ticket);
  EXPECT_EQ(got["team_id"], "refunds");
  EXPECT_EQ(got["priority"], "PRIORITY_URGENT");
  EXPECT_THAT(EventsOf(ticket), ::testing::UnorderedElementsAre(
                                    ::testing::Pair("opened", 1), ::testing::Pair("triaged", 1),
                                    ::testing::Pair("prioritised", 1), ::testing::Pair("queued", 1),
                                    ::testing::Pair("assigned", 1)));
  const Outcome why = Docketctl(As("sue", {"explain", ticket}));
  EXPECT_EQ(json::parse(why.output)["explanation"]["winner_agent_id"], "sue");
}

TEST_F(Routing, AsksForTheSkillThatARuleNames) {
  ASSERT_NO_FATAL_FAILURE(StartWithCompany());
  Come("ann");
  const std::string ticket = Open("A wire is loose");
  ExpectHandling(ticket, "HANDLING_QUEUED");
  EXPECT_THAT(json::parse(Docketctl(As("ann", {"explain", ticket})).output)["explanation"].dump(),
              HasSubstr("CANDIDATE_STAGE_SKILLS"));
  Come("tom");
  ExpectAssignee(ticket, "tom");
}

TEST_F(Routing, PlacesWhatWasOpenedBeforeThereWasATeam) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string ticket = Open("The lamp is dark");
  ASSERT_NO_FATAL_FAILURE(KillAndStart());
  EXPECT_EQ(Get(ticket)["handling"], "HANDLING_TRIAGE");
  ApplyCompany();
  Come("ann");
  ExpectAssignee(ticket, "ann");
}

TEST_F(Routing, LetsAgentsReturnClaimAndHandOver) {
  ASSERT_NO_FATAL_FAILURE(StartWithCompany());
  Come("ann");
  const std::string ticket = Open("The lamp is dark");
  ExpectAssignee(ticket, "ann");
  Do("ann", {"return", ticket, "--reason", "no idea"});
  ExpectAssignee(ticket, "");
  EXPECT_EQ(Do("tom", {"claim", ticket})["ticket_ids"], json::array({ticket}));
  ExpectAssignee(ticket, "tom");
  EXPECT_THAT(Complaint(As("ann", {"return", ticket, "--reason", "x"})), HasSubstr("NOT_YOURS"));
  EXPECT_THAT(Complaint(As("tom", {"hand-over", ticket, "--to", "ann"})), HasSubstr("EXCLUDED"));
  const std::string other = Open("Another lamp is dark");
  ExpectAssignee(other, "ann");
  Come("tom");
  Do("ann", {"hand-over", other, "--to", "tom"});
  ExpectAssignee(other, "tom");
}

TEST_F(Routing, MovesATicketToTheTeamThatItIsTransferredTo) {
  ASSERT_NO_FATAL_FAILURE(StartWithCompany());
  Come("ann");
  Come("sue");
  const std::string ticket = Open("The lamp is dark");
  ExpectAssignee(ticket, "ann");
  EXPECT_THAT(Complaint(As("ann", {"ticket", "transfer", ticket, "pots", "--reason", "x"})),
              HasSubstr("TEAM_UNKNOWN"));
  Do("ann", {"ticket", "transfer", ticket, "refunds", "--reason", "wants money"});
  ExpectAssignee(ticket, "sue");
  EXPECT_TRUE(Eventually([&] { return !Do("ann", {"queue"}).contains("entries"); }));
}

TEST_F(Routing, GivesRoomWhenATicketIsSolved) {
  ASSERT_NO_FATAL_FAILURE(StartWithCompany());
  Come("ann");
  std::vector<std::string> tickets;
  for (int i = 0; i < 4; ++i) tickets.push_back(Open("Lamp " + std::to_string(i)));
  for (int i = 0; i < 3; ++i) ExpectAssignee(tickets[i], "ann");
  ExpectHandling(tickets[3], "HANDLING_QUEUED");
  Do("ann", {"ticket", "solve", tickets[0], "spam"});
  ExpectAssignee(tickets[3], "ann");
  EXPECT_EQ(Get(tickets[0])["handling"], "HANDLING_NONE");
}

TEST_F(Routing, AssignsEachTicketOnceThoughTheServerIsKilledAgainAndAgain) {
  ASSERT_NO_FATAL_FAILURE(StartWithCompany());
  Come("ann");
  Come("tom");
  std::vector<std::string> tickets;
  for (int i = 0; i < 6; ++i) {
    tickets.push_back(Open("Lamp " + std::to_string(i)));
    ASSERT_NO_FATAL_FAILURE(KillAndStart());
  }
  std::map<std::string, int> had;
  for (const std::string& ticket : tickets) {
    ExpectHandling(ticket, "HANDLING_ASSIGNED");
    ++had[Get(ticket)["assignee_id"]];
    EXPECT_EQ(EventsOf(ticket)["assigned"], 1) << ticket;
    EXPECT_EQ(EventsOf(ticket)["queued"], 1) << ticket;
  }
  EXPECT_EQ(had, (std::map<std::string, int>{{"ann", 3}, {"tom", 3}}));
  ExpectEqualWhenFoldedAgain();
}

TEST_F(Routing, AnswersWrongUseWithWhatToDo) {
  ASSERT_NO_FATAL_FAILURE(StartWithCompany());
  EXPECT_THAT(Complaint(As("zoe", {"presence", "available"})),
              HasSubstr("there is no agent zoe: an administrator has to publish"));
  EXPECT_THAT(Complaint(As("ann", {"pool", "experts"})), HasSubstr("there is no such pool"));
  EXPECT_THAT(Complaint(As("ann", {"explain", "TK-2GEHKDKT15AVH079C"})),
              HasSubstr("neither waits nor is assigned"));
  Come("ann");
  EXPECT_THAT(Complaint(As("ann", {"claim"})), HasSubstr("NOTHING_WAITING"));
  EXPECT_THAT(Complaint({"assign", "TK-2GEHKDKT15AVH079C", "--to", ""}),
              HasSubstr("--to: is empty"));
}

}  // namespace
}  // namespace docket
