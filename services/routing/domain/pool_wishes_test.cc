#include <gtest/gtest.h>

#include "services/routing/domain/pool_test.h"

namespace docket::routing {
namespace {

const std::string kBusyAnn = Present("ann", "PRESENCE_BUSY");

TEST(PoolReturn, LetsATicketWaitForOthers) {
  const auto outcome =
      Given<Pool>({kRostered, Present("ann"), Queued(0), Assigned(0, "ann")})
          .When("return { " + Of(0) + " agent_id: 'ann' reason: 'no idea' }", kNoon, kAnn);
  outcome.Then({"returned { " + Of(0) +
                " entry: 1 assignment: 1 agent_id: 'ann' cause: RETURN_CAUSE_AGENT"
                " reason: 'no idea' }"});
  EXPECT_EQ(outcome.state().entries(0).returns(), 1u);
}

TEST(PoolReturn, GivesItToSomebodyElseAtOnce) {
  EXPECT_EQ(
      WhoGot(Given<Pool>({kRostered, Present("ann"), Present("sue"), Queued(0), Assigned(0, "ann")})
                 .When("return { " + Of(0) + " agent_id: 'ann' reason: 'no idea' }", kNoon, kAnn)),
      "0 sue");
}

TEST(PoolReturn, IsRefusedWithoutAReasonAndToOthers) {
  const auto asked = [](const std::string& command, const CommandOptions& by) {
    return Given<Pool>({kRostered, Queued(0), Assigned(0, "ann")}).When(command, kNoon, by);
  };
  asked("return { " + Of(0) + " agent_id: 'ann' }", kAnn)
      .ThenRejected(v1::POOL_REJECTION_REASON_REQUIRED);
  asked("return { " + Of(0) + " agent_id: 'sue' reason: 'x' }", kSue)
      .ThenRejected(v1::POOL_REJECTION_NOT_YOURS);
  asked("return { " + Of(0) + " agent_id: 'ann' reason: 'x' }", kSue)
      .ThenRejected(v1::POOL_REJECTION_NOT_ALLOWED);
  asked("return { " + Of(1) + " agent_id: 'ann' reason: 'x' }", kAnn)
      .ThenRejected(v1::POOL_REJECTION_NOT_FOUND);
  asked("return { " + Of(0) + " agent_id: 'ann' reason: '" + std::string(501, 'x') + "' }", kAnn)
      .ThenRejected(v1::POOL_REJECTION_FIELD_INVALID, {{"field", "reason"}});
}

TEST(PoolClaimNext, TakesTheFirstThatIsOneForTheAgentWhateverTheirPresence) {
  const auto outcome =
      Given<Pool>({kRostered, kBusyAnn, Queued(0, "skills { name: 'wiring' level: 2 }"),
                   Queued(1, "priority: PRIORITY_LOW"), Queued(2)})
          .When("claim_next { agent_id: 'ann' }", kNoon, kAnn);
  outcome.Then({Assigned(
      2, "ann", 1,
      "team_id: 'lamps' way: ASSIGNMENT_WAY_CLAIMED mode: ASSIGNMENT_MODE_BALANCED"
      " passed: CANDIDATE_STAGE_PRESENCE explanation { queue_position: 2 winner_agent_id: 'ann'"
      " deciding_key: DECIDING_KEY_CHOSEN }")});
}

TEST(PoolClaimNext, FindsNothingWhereNothingIsForTheAgent) {
  Given<Pool>({kRostered, Queued(0, "team_id: 'pots'")})
      .When("claim_next { agent_id: 'ann' }", kNoon, kAnn)
      .ThenRejected(v1::POOL_REJECTION_NOTHING_WAITING);
  Given<Pool>({kRostered})
      .When("claim_next { agent_id: 'zoe' }", kNoon,
            By("kind: KIND_AGENT id: 'zoe'", {Role::kAgent}))
      .ThenRejected(v1::POOL_REJECTION_NOT_FOUND);
}

TEST(PoolClaim, TakesATicketOfOnesChoice) {
  EXPECT_EQ(WhoGot(Given<Pool>({kRostered, kBusyAnn, Queued(0), Queued(1)})
                       .When("claim { " + Of(1) + " agent_id: 'ann' }", kNoon, kAnn)),
            "1 ann");
}

TEST(PoolClaim, SaysWhyNot) {
  const auto asked = [](const std::string& agent, const std::string& queued) {
    return Given<Pool>({Rostered(agent), queued})
        .When("claim { " + Of(0) + " agent_id: 'ann' }", kNoon, kAnn);
  };
  const std::string ann = Agent("ann", "lamps");
  asked(ann, Queued(1)).ThenRejected(v1::POOL_REJECTION_NOT_FOUND);
  asked(ann, Queued(0, "team_id: 'pots'")).ThenRejected(v1::POOL_REJECTION_NOT_CLAIMABLE);
  asked(ann, Queued(0, "skills { name: 'wiring' level: 1 }"))
      .ThenRejected(v1::POOL_REJECTION_NOT_QUALIFIED, {{"stage", "SKILLS"}});
  asked(Agent("ann", "lamps", "on_shift: false"), Queued(0))
      .ThenRejected(v1::POOL_REJECTION_OFF_SHIFT);
  asked(Agent("ann", "lamps", "capacity: 9"), Queued(0))
      .ThenRejected(v1::POOL_REJECTION_AT_CAPACITY, {{"stage", "CAPACITY"}});
  asked(ann, Queued(0, "excluded_agent_ids: 'ann'")).ThenRejected(v1::POOL_REJECTION_EXCLUDED);
  Given<Pool>({kRostered, Queued(0), Assigned(0, "sue")})
      .When("claim { " + Of(0) + " agent_id: 'ann' }", kNoon, kAnn)
      .ThenRejected(v1::POOL_REJECTION_NOT_WAITING);
}

const std::string kStrict =
    Rostered(Agent("ann", "lamps") + Agent("sue", "lamps"), "accept_within { seconds: 60 }");

TEST(PoolAccept, EndsTheWaitForAnAnswerOfTheAgent) {
  const auto outcome =
      Given<Pool>({kStrict, Queued(0), Assigned(0, "ann", 1, "accept_time { seconds: 43260 }")})
          .When("accept { " + Of(0) + " agent_id: 'ann' }", kNoon, kAnn);
  outcome.Then({"accepted { " + Of(0) + " entry: 1 assignment: 1 }"});
  EXPECT_FALSE(outcome.state().entries(0).has_accept_time());
}

TEST(PoolAccept, IsNotAskedForWhereNobodyWaitsForIt) {
  Given<Pool>({kRostered, Queued(0), Assigned(0, "ann")})
      .When("accept { " + Of(0) + " agent_id: 'ann' }", kNoon, kAnn)
      .ThenNothing();
  Given<Pool>({kRostered, Queued(0), Assigned(0, "ann")})
      .When("accept { " + Of(0) + " agent_id: 'sue' }", kNoon, kSue)
      .ThenRejected(v1::POOL_REJECTION_NOT_YOURS);
}

TEST(PoolHandOver, GivesOnesOwnTicketToAColleagueWhoQualifies) {
  Given<Pool>({kRostered, Present("sue"), Queued(0), Assigned(0, "ann")})
      .When("hand_over { " + Of(0) + " agent_id: 'ann' to_agent_id: 'sue' }", kNoon, kAnn)
      .Then(
          {Assigned(0, "sue", 2,
                    "team_id: 'lamps' way: ASSIGNMENT_WAY_HANDED_OVER"
                    " mode: ASSIGNMENT_MODE_BALANCED"
                    " explanation { winner_agent_id: 'sue' deciding_key: DECIDING_KEY_CHOSEN }")});
}

TEST(PoolHandOver, IsOpenToAnOwnerForWhomTheTicketWaited) {
  const std::string roster =
      Rostered(Agent("ann", "lamps") + Agent("sue", "lamps"), "sticky_wait { seconds: 600 }");
  EXPECT_EQ(WhoGot(Given<Pool>({roster, Present("sue"), Queued(0, "preferred_agent_id: 'ann'"),
                                Assigned(0, "ann")},
                               kNoon)
                       .When("hand_over { " + Of(0) + " agent_id: 'ann' to_agent_id: 'sue' }",
                             kNoon, kAnn)),
            "0 sue");
}

TEST(PoolHandOver, SaysWhyNot) {
  const auto asked = [](const std::string& to) {
    return Given<Pool>({kRostered, Present("bob"), Queued(0), Assigned(0, "ann")})
        .When("hand_over { " + Of(0) + " agent_id: 'ann' to_agent_id: '" + to + "' }", kNoon, kAnn);
  };
  asked("sue").ThenRejected(v1::POOL_REJECTION_NOT_AVAILABLE);
  asked("bob").ThenRejected(v1::POOL_REJECTION_NOT_QUALIFIED, {{"stage", "TEAM"}});
  asked("ann").ThenRejected(v1::POOL_REJECTION_FIELD_INVALID, {{"field", "to_agent_id"}});
  asked("zoe").ThenRejected(v1::POOL_REJECTION_NOT_FOUND);
}

TEST(PoolAssign, LetsASupervisorPassOverWhatIsTheirsToPass) {
  const std::string roster = Rostered(Agent("ann", "lamps", "on_shift: false capacity: 5"));
  Given<Pool>({roster, Queued(0)})
      .When("assign { " + Of(0) + " to_agent_id: 'ann' }", kNoon, kLead)
      .Then({Assigned(0, "ann", 1,
                      "team_id: 'lamps' way: ASSIGNMENT_WAY_ASSIGNED mode: ASSIGNMENT_MODE_BALANCED"
                      " passed: [CANDIDATE_STAGE_SHIFT, CANDIDATE_STAGE_PRESENCE,"
                      "          CANDIDATE_STAGE_CAPACITY]"
                      " explanation { queue_position: 1 winner_agent_id: 'ann'"
                      "   deciding_key: DECIDING_KEY_CHOSEN }")});
}

TEST(PoolAssign, ChangesNothingForWhoeverHasIt) {
  Given<Pool>({kRostered, Queued(0), Assigned(0, "ann")})
      .When("assign { " + Of(0) + " to_agent_id: 'ann' }", kNoon, kLead)
      .ThenNothing();
}

TEST(PoolAssign, IsForSupervisorsAndAgentsWhoQualify) {
  Given<Pool>({kRostered, Queued(0)})
      .When("assign { " + Of(0) + " to_agent_id: 'ann' }", kNoon, kAnn)
      .ThenRejected(v1::POOL_REJECTION_NOT_ALLOWED);
  Given<Pool>({kRostered, Queued(0)})
      .When("assign { " + Of(0) + " to_agent_id: 'bob' }", kNoon, kLead)
      .ThenRejected(v1::POOL_REJECTION_NOT_QUALIFIED, {{"stage", "TEAM"}});
}

}  // namespace
}  // namespace docket::routing
