#include <gtest/gtest.h>

#include "services/routing/domain/pool_test.h"

namespace docket::routing {
namespace {

std::string ReleaseOf(int ticket, int entry) {
  return "release { pool_id: 'home' " +
         Of(ticket, "entry: " + std::to_string(entry) + " ticket_version: 9 }");
}
std::string Released(int ticket, int entry, int version = 9) {
  return "released { " + Of(ticket, "entry: " + std::to_string(entry) +
                                        " ticket_version: " + std::to_string(version) + " }");
}

TEST(PoolEnqueue, LetsATicketWait) {
  Given<Pool>({kRostered}).When(Enqueue(0), kNoon, kRouting).Then({Queued(0)});
}

TEST(PoolEnqueue, GivesItToWhoeverCanTakeItAtOnce) {
  Given<Pool>({kRostered, Present("ann")})
      .When(Enqueue(0), kNoon, kRouting)
      .Then({Queued(0),
             Assigned(0, "ann", 1,
                      "team_id: 'lamps' way: ASSIGNMENT_WAY_RANKED mode: ASSIGNMENT_MODE_BALANCED"
                      " explanation { queue_position: 1 candidates_total: 1"
                      "   drops { stage: CANDIDATE_STAGE_TEAM agents: 1 }"
                      "   drops { stage: CANDIDATE_STAGE_PRESENCE agents: 1 }"
                      "   candidates { agent_id: 'ann' capacity: 30 }"
                      "   winner_agent_id: 'ann' deciding_key: DECIDING_KEY_ONLY_CANDIDATE }")});
}

TEST(PoolEnqueue, IsStaleUnlessItIsALaterWait) {
  Given<Pool>({kRostered, Queued(0, "", 2)})
      .When(Enqueue(0, "", 2), kNoon, kRouting)
      .ThenRejected(v1::POOL_REJECTION_ENTRY_STALE);
  Given<Pool>({kRostered, Queued(0, "", 2)})
      .When(Enqueue(0, "", 1), kNoon, kRouting)
      .ThenRejected(v1::POOL_REJECTION_ENTRY_STALE);
}

TEST(PoolEnqueue, EndsAnEarlierWaitFirst) {
  Given<Pool>({kRostered, Queued(0)})
      .When(Enqueue(0, "", 2), kNoon, kRouting)
      .Then({Released(0, 1, 3), Queued(0, "", 2)});
}

TEST(PoolEnqueue, IsForThisPoolAndWellFormed) {
  Given<Pool>({})
      .When("enqueue { pool_id: 'away' entry { " + EntryOf(0) + " } }", kNoon, kRouting)
      .ThenRejected(v1::POOL_REJECTION_FIELD_INVALID, {{"field", "pool_id"}});
  Given<Pool>({})
      .When("enqueue { pool_id: 'home' entry { ticket_id: 'TK-1' entry: 1 team_id: 'x' } }", kNoon,
            kRouting)
      .ThenRejected(v1::POOL_REJECTION_FIELD_INVALID, {{"field", "entry.ticket_id"}});
  Given<Pool>({})
      .When("enqueue { pool_id: 'home' entry { " + Of(0) + " entry: 1 } }", kNoon, kRouting)
      .ThenRejected(v1::POOL_REJECTION_FIELD_INVALID, {{"field", "entry.team_id"}});
}

TEST(PoolEnqueue, IsForServicesAlone) {
  Given<Pool>({kRostered})
      .When(Enqueue(0), kNoon, kLead)
      .ThenRejected(v1::POOL_REJECTION_NOT_ALLOWED);
}

TEST(PoolRelease, EndsAWaitAndGivesRoom) {
  const std::string roster = Rostered(Agent("ann", "lamps", "open_max: 1"));
  const auto outcome =
      Given<Pool>({roster, Present("ann"), Queued(0), Queued(1), Assigned(0, "ann")})
          .When(ReleaseOf(0, 1), kNoon, kRouting);
  EXPECT_EQ(WhoGot(outcome), "1 ann");
  EXPECT_EQ(outcome.state().entries_size(), 1);
}

TEST(PoolRelease, OfAWaitNotYetHeardOfMakesItStale) {
  const auto released = Given<Pool>({kRostered}).When(ReleaseOf(0, 1), kNoon, kRouting);
  released.Then({Released(0, 1)});
  Given<Pool>({kRostered, Released(0, 1)})
      .When(Enqueue(0), kNoon, kRouting)
      .ThenRejected(v1::POOL_REJECTION_ENTRY_STALE);
  const auto next =
      Given<Pool>({kRostered, Released(0, 1)}).When(Enqueue(0, "", 2), kNoon, kRouting);
  next.Then({Queued(0, "", 2)});
  EXPECT_EQ(next.state().released_early_size(), 0);
}

TEST(PoolRelease, OfAWaitThatIsOverWritesNothing) {
  Given<Pool>({kRostered, Queued(0, "", 2)}).When(ReleaseOf(0, 1), kNoon, kRouting).ThenNothing();
  Given<Pool>({kRostered, Released(0, 1)}).When(ReleaseOf(0, 1), kNoon, kRouting).ThenNothing();
}

TEST(PoolUpdate, TellsWhatChangedOfATicket) {
  const std::string change =
      Of(0, "entry: 1 ticket_version: 4 priority: PRIORITY_URGENT paused: true");
  const auto outcome = Given<Pool>({kRostered, Queued(0)})
                           .When("update { change { " + change + " } }", kNoon, kRouting);
  outcome.Then({"changed { " + change + " }"});
  EXPECT_EQ(outcome.state().entries(0).queued().priority(), ticket::v1::PRIORITY_URGENT);
}

TEST(PoolUpdate, IsStaleUnlessItIsOfALaterVersionOfALiveWait) {
  for (const char* of : {"entry: 1 ticket_version: 3", "entry: 2 ticket_version: 9"}) {
    Given<Pool>({kRostered, Queued(0)})
        .When("update { change { " + Of(0, of) + " } }", kNoon, kRouting)
        .ThenRejected(v1::POOL_REJECTION_ENTRY_STALE);
  }
}

TEST(PoolUpdate, OfAPausedTicketGivesRoom) {
  const std::string roster = Rostered(Agent("ann", "lamps", "capacity: 10"));
  const std::string paused =
      Of(0, "entry: 1 ticket_version: 4 priority: PRIORITY_NORMAL paused: true");
  EXPECT_EQ(WhoGot(Given<Pool>({roster, Present("ann"), Queued(0), Queued(1), Assigned(0, "ann")})
                       .When("update { change { " + paused + " } }", kNoon, kRouting)),
            "1 ann");
}

}  // namespace
}  // namespace docket::routing
