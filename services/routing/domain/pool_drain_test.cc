#include "services/routing/domain/pool_drain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/routing/domain/pool_test.h"

namespace docket::routing {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> QueueAfter(const std::vector<std::string_view>& queued) {
  const PoolState pool =
      Given<Pool>(queued).When("tick { kind: TICK_KIND_DRAIN }", kNoon, kRouting).state();
  std::vector<std::string> order;
  for (const PoolEntry* entry : QueueOf(pool)) {
    for (int i = 0; i < 3; ++i) {
      if (kTickets[i] == entry->queued().ticket_id()) order.push_back(std::to_string(i));
    }
  }
  return order;
}

TEST(PoolQueue, LooksAtUrgentOnesFirst) {
  EXPECT_THAT(QueueAfter({Queued(0), Queued(1, "priority: PRIORITY_URGENT"),
                          Queued(2, "priority: PRIORITY_HIGH")}),
              ElementsAre("1", "2", "0"));
}

TEST(PoolQueue, CountsAWarningAsOnePriorityMore) {
  EXPECT_THAT(QueueAfter({Queued(0, "priority: PRIORITY_HIGH due_time { seconds: 9 }"),
                          Queued(1, "warned: true due_time { seconds: 5 }"),
                          Queued(2, "priority: PRIORITY_URGENT warned: true")}),
              ElementsAre("2", "1", "0"));
}

TEST(PoolQueue, LooksAtWhatIsDueFirstAndAtWhatIsNeverDueLast) {
  EXPECT_THAT(QueueAfter({Queued(0), Queued(1, "due_time { seconds: 9 }"),
                          Queued(2, "due_time { seconds: 5 }")}),
              ElementsAre("2", "1", "0"));
}

// Three agents of the lamp team who are there.
std::string Three(const std::string& ann, const std::string& sue, const std::string& tom,
                  const std::string& mode = "") {
  std::string roster = Rostered(Agent("ann", "lamps", ann) + Agent("sue", "lamps", sue) +
                                Agent("tom", "lamps", tom));
  if (!mode.empty()) roster.replace(roster.find("ASSIGNMENT_MODE_BALANCED"), 24, mode);
  return roster;
}
const std::string kThree[] = {Present("ann"), Present("sue"), Present("tom")};

const Pool::Event& LastOf(const testing::Outcome<Pool>& outcome) {
  return outcome.decision()->events.back();
}

TEST(PoolRanking, BalancesByLoadForWhatOneCanCarry) {
  // Loads 10 of 20, 10 of 30 and 20 of 40, with the ticket 20/20, 20/30 and 30/40.
  const auto outcome =
      Given<Pool>({Three("capacity: 20", "capacity: 30", "capacity: 40"), kThree[0], kThree[1],
                   kThree[2], Queued(1), Queued(2, "weight: 20"), Assigned(1, "ann"),
                   Assigned(2, "tom")})
          .When(Enqueue(0), kNoon, kRouting);
  EXPECT_EQ(WhoGot(outcome), "0 sue");
  EXPECT_EQ(LastOf(outcome).assigned().explanation().deciding_key(), v1::DECIDING_KEY_RATIO);
}

TEST(PoolRanking, PrefersHigherSkillsAmongTheEquallyLoaded) {
  const auto outcome =
      Given<Pool>({Three("skills { name: 'wiring' level: 2 }", "skills { name: 'wiring' level: 4 }",
                         "skills { name: 'wiring' level: 3 }"),
                   kThree[0], kThree[1], kThree[2]})
          .When(Enqueue(0, "skills { name: 'wiring' level: 2 }"), kNoon, kRouting);
  EXPECT_EQ(WhoGot(outcome), "0 sue");
  EXPECT_EQ(LastOf(outcome).assigned().explanation().deciding_key(), v1::DECIDING_KEY_SKILL);
}

TEST(PoolRanking, TakesWhoeverGotSomethingLongestAgoThenTheFirstId) {
  // Ann got one before Sue did, both are done with it; Tom none.
  const std::string one = "released { " + Of(1, "entry: 1 }"),
                    two = "released { " + Of(2, "entry: 1 }");
  const auto outcome = Given<Pool>({Three("", "", ""), kThree[0], kThree[1], kThree[2], Queued(1),
                                    Queued(2), Assigned(1, "tom"), Assigned(2, "ann"), one, two})
                           .When(Enqueue(0), kNoon, kRouting);
  EXPECT_EQ(WhoGot(outcome), "0 sue");
  EXPECT_EQ(LastOf(outcome).assigned().explanation().deciding_key(),
            v1::DECIDING_KEY_LAST_ASSIGNED);
  const auto first =
      Given<Pool>({Three("", "", ""), kThree[2], kThree[0]}).When(Enqueue(0), kNoon, kRouting);
  EXPECT_EQ(WhoGot(first), "0 ann");
  EXPECT_EQ(LastOf(first).assigned().explanation().deciding_key(), v1::DECIDING_KEY_AGENT_ID);
}

TEST(PoolRanking, GoesRoundByLastAssignmentAlone) {
  const auto outcome =
      Given<Pool>({Three("", "", "", "ASSIGNMENT_MODE_ROUND_ROBIN"), kThree[0], kThree[1],
                   Queued(1), Queued(2, "weight: 0"), Assigned(2, "sue"), Assigned(1, "ann")})
          .When(Enqueue(0), kNoon, kRouting);
  EXPECT_EQ(WhoGot(outcome), "0 sue");
}

TEST(PoolRanking, AsksForSkillBeforeLoadWhereThePoolSaysSo) {
  const auto outcome =
      Given<Pool>({Three("skills { name: 'wiring' level: 5 }", "skills { name: 'wiring' level: 1 }",
                         "", "ASSIGNMENT_MODE_SKILL_FIRST"),
                   kThree[0], kThree[1], Queued(1), Assigned(1, "ann")})
          .When(Enqueue(0, "skills { name: 'wiring' level: 1 }"), kNoon, kRouting);
  EXPECT_EQ(WhoGot(outcome), "0 ann");
}

TEST(PoolRanking, PrefersWhoeverHadTheTicketBefore) {
  const auto outcome =
      Given<Pool>({Three("", "", ""), kThree[0], kThree[1], Queued(1), Assigned(1, "sue")})
          .When(Enqueue(0, "preferred_agent_id: 'sue'"), kNoon, kRouting);
  EXPECT_EQ(WhoGot(outcome), "0 sue");
  EXPECT_EQ(LastOf(outcome).assigned().explanation().deciding_key(), v1::DECIDING_KEY_PREFERRED);
}

TEST(PoolDrain, WaitsForTheOwnerBeforeAsLongAsThePoolSays) {
  const std::string roster =
      Rostered(Agent("ann", "lamps") + Agent("sue", "lamps"), "sticky_wait { seconds: 600 }");
  const auto waits = Given<Pool>({roster, Present("ann")})
                         .When(Enqueue(0, "preferred_agent_id: 'sue'"), kNoon, kRouting);
  EXPECT_EQ(WhoGot(waits), "");
  // One who is not in the pool any more is not waited for.
  EXPECT_EQ(WhoGot(Given<Pool>({roster, Present("ann")})
                       .When(Enqueue(0, "preferred_agent_id: 'zoe'"), kNoon, kRouting)),
            "0 ann");
}

TEST(PoolDrain, WaitsForNoOwnerWhoMustNotGetIt) {
  const std::string roster =
      Rostered(Agent("ann", "lamps") + Agent("sue", "lamps"), "sticky_wait { seconds: 600 }");
  EXPECT_EQ(WhoGot(Given<Pool>({roster, Present("ann")})
                       .When(Enqueue(0, "preferred_agent_id: 'sue' excluded_agent_ids: 'sue'"),
                             kNoon, kRouting)),
            "0 ann");
}

TEST(PoolDrain, WaitsNoMoreForAnOwnerWhoGaveItBackOrLetItExpire) {
  const std::string roster =
      Rostered(Agent("ann", "lamps") + Agent("sue", "lamps"), "sticky_wait { seconds: 600 }");
  const auto history = [&] {
    return Given<Pool>({roster, Present("ann"), Queued(0, "preferred_agent_id: 'sue'"),
                        Assigned(0, "sue", 1, "accept_time { seconds: 43100 }")},
                       kNoon);
  };
  EXPECT_EQ(WhoGot(history().When("return { " + Of(0) + " agent_id: 'sue' reason: 'no idea' }",
                                  kNoon, kSue)),
            "0 ann");
  EXPECT_EQ(WhoGot(history().When("tick { kind: TICK_KIND_ACCEPT subject: '" + kTickets[0] +
                                      "' time { seconds: 43100 } }",
                                  kNoon, kRouting)),
            "0 ann");
}

TEST(PoolDrain, SkipsWhatNobodyCanTakeAndGoesOn) {
  const auto outcome =
      Given<Pool>({kRostered, Queued(0, "priority: PRIORITY_URGENT team_id: 'pots'"), Queued(1),
                   Queued(2, "priority: PRIORITY_HIGH")})
          .When("set_presence { agent_id: 'ann' presence: PRESENCE_AVAILABLE }", kNoon, kAnn);
  EXPECT_EQ(WhoGot(outcome), "2 ann, 1 ann");
  EXPECT_EQ(outcome.decision()->events[1].assigned().explanation().queue_position(), 2u);
}

TEST(PoolDrain, GivesNobodyMoreThanTheyCarryOrMayHave) {
  EXPECT_EQ(WhoGot(Given<Pool>({Rostered(Agent("ann", "lamps", "capacity: 20")), Queued(0),
                                Queued(1), Queued(2)})
                       .When("set_presence { agent_id: 'ann' presence: PRESENCE_AVAILABLE }", kNoon,
                             kAnn)),
            "0 ann, 1 ann");
  EXPECT_EQ(WhoGot(Given<Pool>({Rostered(Agent("ann", "lamps", "open_max: 1")), Queued(0),
                                Queued(1), Queued(2)})
                       .When("set_presence { agent_id: 'ann' presence: PRESENCE_AVAILABLE }", kNoon,
                             kAnn)),
            "0 ann");
}

TEST(PoolDrain, GoesOnByATickAfterAHundred) {
  std::vector<std::string> history = {
      Rostered(Agent("ann", "lamps", "capacity: 9000 open_max: 900"))};
  for (int i = 0; i < 150; ++i) {
    const std::string id = TicketId::Of("acme", "ada", "many" + std::to_string(i)).text();
    history.push_back("queued { ticket_id: '" + id + "' entry: 1 team_id: 'lamps' weight: 10 }");
  }
  const std::vector<std::string_view> views(history.begin(), history.end());
  const auto first = Given<Pool>(views).When(
      "set_presence { agent_id: 'ann' presence: PRESENCE_AVAILABLE }", kNoon, kAnn);
  ASSERT_TRUE(first.decision().ok());
  EXPECT_EQ(first.decision()->events.size(), 101u);
  EXPECT_TRUE(NeedsDrain(first.state()));
  Pool::Command tick;
  tick.mutable_tick()->set_kind(v1::TICK_KIND_DRAIN);
  const log::v1::Actor routing;
  const auto second = Pool::Decide(first.state(), tick,
                                   {.now = kNoon,
                                    .tenant = "acme",
                                    .aggregate_id = kHome,
                                    .actor = routing,
                                    .roles = {Role::kService}});
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->events.size(), 50u);
}

TEST(PoolExplain, TellsWhyATicketWaits) {
  const PoolState pool = Given<Pool>({kRostered, Present("bob"), Queued(0), Queued(1)})
                             .When("tick { kind: TICK_KIND_DRAIN }", kNoon, kRouting)
                             .state();
  const v1::Explanation why = ExplainWaiting(pool, pool.entries(0), kNoon);
  EXPECT_EQ(why.candidates_total(), 0u);
  EXPECT_EQ(why.winner_agent_id(), "");
  ASSERT_EQ(why.drops_size(), 2);
  EXPECT_EQ(why.drops(0).stage(), v1::CANDIDATE_STAGE_TEAM);
  EXPECT_EQ(why.drops(1).stage(), v1::CANDIDATE_STAGE_PRESENCE);
  EXPECT_EQ(why.drops(1).agents(), 2u);
  EXPECT_GT(why.queue_position(), 0u);
}

}  // namespace
}  // namespace docket::routing
