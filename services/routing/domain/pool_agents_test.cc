#include <gtest/gtest.h>

#include "services/routing/domain/pool_test.h"

namespace docket::routing {
namespace {

std::string Say(const std::string& agent, const std::string& presence,
                const std::string& more = "") {
  return "set_presence { agent_id: '" + agent + "' presence: " + presence + " " + more + " }";
}

TEST(PoolPresence, OfWhoComesBringsThemWhatWaits) {
  const auto outcome =
      Given<Pool>({kRostered, Queued(0)}).When(Say("ann", "PRESENCE_AVAILABLE"), kNoon, kAnn);
  EXPECT_EQ(WhoGot(outcome), "0 ann");
  EXPECT_TRUE(outcome.decision()->events[0].has_presence_set());
}

TEST(PoolPresence, IsKnownOnceAndSaidAgainForNothing) {
  Given<Pool>({kRostered, Present("ann")})
      .When(Say("ann", "PRESENCE_AVAILABLE"), kNoon, kAnn)
      .ThenNothing();
  Given<Pool>({kRostered}).When(Say("ann", "PRESENCE_OFFLINE"), kNoon, kAnn).ThenNothing();
}

TEST(PoolPresence, IsOnesOwnOrASupervisorsToSay) {
  Given<Pool>({kRostered})
      .When(Say("ann", "PRESENCE_AWAY"), kNoon, kLead)
      .Then({Present("ann", "PRESENCE_AWAY")});
  Given<Pool>({kRostered})
      .When(Say("ann", "PRESENCE_AWAY"), kNoon, kSue)
      .ThenRejected(v1::POOL_REJECTION_NOT_ALLOWED);
}

TEST(PoolPresence, OfTheSilentIsForRoutingToSay) {
  const std::string silent = Say("ann", "PRESENCE_OFFLINE", "silent: true");
  Given<Pool>({kRostered, Present("ann")})
      .When(silent, kNoon, kRouting)
      .Then({"presence_set { agent_id: 'ann' presence: PRESENCE_OFFLINE silent: true }"});
  Given<Pool>({kRostered, Present("ann")})
      .When(silent, kNoon, kAnn)
      .ThenRejected(v1::POOL_REJECTION_NOT_ALLOWED);
}

TEST(PoolPresence, IsOneOfFourOfSomebodyWhoWorksThere) {
  Given<Pool>({kRostered})
      .When(Say("ann", "PRESENCE_UNSPECIFIED"), kNoon, kAnn)
      .ThenRejected(v1::POOL_REJECTION_FIELD_INVALID, {{"field", "presence"}});
  Given<Pool>({})
      .When(Say("ann", "PRESENCE_AWAY"), kNoon, kAnn)
      .ThenRejected(v1::POOL_REJECTION_NOT_FOUND);
}

TEST(PoolPresence, TakesNothingFromWhoGoes) {
  const auto outcome = Given<Pool>({kRostered, Present("ann"), Queued(0), Assigned(0, "ann")})
                           .When(Say("ann", "PRESENCE_OFFLINE"), kNoon, kAnn);
  EXPECT_EQ(outcome.state().entries(0).agent_id(), "ann");
}

}  // namespace
}  // namespace docket::routing
