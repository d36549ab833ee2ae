#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/routing/domain/pool_test.h"
#include "services/routing/domain/pool_timers.h"

namespace docket::routing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::chrono::milliseconds kTick{1};

std::string Tick(const std::string& kind, const std::string& subject, int second) {
  return "tick { kind: TICK_KIND_" + kind + " subject: '" + subject +
         "' time { seconds: " + std::to_string(second) + " } }";
}

const std::string kStrict =
    Rostered(Agent("ann", "lamps") + Agent("sue", "lamps"), "accept_within { seconds: 60 }");
const std::string kUnaccepted = Assigned(0, "ann", 1, "accept_time { seconds: 43260 }");
constexpr Time kMinuteLater = kNoon + std::chrono::seconds(60);

TEST(PoolTick, TakesATicketFromWhoeverDidNotAcceptItInTime) {
  Given<Pool>({kStrict, Queued(0), kUnaccepted})
      .When(Tick("ACCEPT", kTickets[0], 43260), kMinuteLater, kRouting)
      .ThenNothing();  // Not yet.
  Given<Pool>({kStrict, Queued(0), kUnaccepted})
      .When(Tick("ACCEPT", kTickets[0], 43260), kMinuteLater + kTick, kRouting)
      .Then({"expired { " + Of(0) +
             " entry: 1 assignment: 1 agent_id: 'ann'"
             " excluded_until_time { seconds: 45060 nanos: 1000000 } }"});
}

TEST(PoolTick, CountsWhoLetsThreeInARowExpireAsAway) {
  const std::string expired = "expired { " + Of(1) + " entry: 1 agent_id: 'ann' }";
  Given<Pool>({kStrict, Present("ann"), expired, expired, Queued(0), kUnaccepted})
      .When(Tick("ACCEPT", kTickets[0], 43260), kMinuteLater + kTick, kRouting)
      .Then({"expired { " + Of(0) +
                 " entry: 1 assignment: 1 agent_id: 'ann'"
                 " excluded_until_time { seconds: 45060 nanos: 1000000 } }",
             Present("ann", "PRESENCE_AWAY")});
}

TEST(PoolTick, OfSomethingThatIsOverWritesNothing) {
  const std::string accepted = "accepted { " + Of(0) + " entry: 1 assignment: 1 }";
  Given<Pool>({kStrict, Queued(0), kUnaccepted, accepted})
      .When(Tick("ACCEPT", kTickets[0], 43260), kMinuteLater + kTick, kRouting)
      .ThenNothing();
  Given<Pool>({kStrict}).When(Tick("WIDEN", kTickets[0], 1), kNoon, kRouting).ThenNothing();
}

TEST(PoolTick, LetsTheWholePoolHaveWhatHasWaitedLong) {
  std::string roster = kRostered;
  roster.replace(roster.find("claimable: true"), 15, "overflow_after { seconds: 60 }");
  const auto history = [&] { return Given<Pool>({roster, Present("bob"), Queued(0)}, kNoon); };
  EXPECT_THAT(DueTimers(history().When("tick { kind: TICK_KIND_DRAIN }", kNoon, kRouting).state()),
              ElementsAre(PoolTimer{v1::TICK_KIND_WIDEN, kTickets[0], kMinuteLater}));
  history().When(Tick("WIDEN", kTickets[0], 43260), kMinuteLater, kRouting).ThenNothing();
  const auto widened =
      history().When(Tick("WIDEN", kTickets[0], 43260), kMinuteLater + kTick, kRouting);
  EXPECT_EQ(WhoGot(widened), "0 bob");
  EXPECT_TRUE(widened.decision()->events[0].has_widened());
}

TEST(PoolTick, WidensOnceThoughNobodyCouldTakeIt) {
  std::string roster = kRostered;
  roster.replace(roster.find("claimable: true"), 15, "overflow_after { seconds: 60 }");
  const auto widened = Given<Pool>({roster, Queued(0)}, kNoon)
                           .When(Tick("WIDEN", kTickets[0], 43260), kMinuteLater + kTick, kRouting);
  widened.Then({"widened { " + Of(0) + " entry: 1 }"});
  EXPECT_THAT(DueTimers(widened.state()), IsEmpty());
}

TEST(PoolTick, TakesWhatIsUnansweredFromWhoIsLongOffline) {
  const std::string answered =
      "changed { " + Of(1) + " entry: 1 priority: PRIORITY_NORMAL answered: true }";
  const auto history = [&] {
    return Given<Pool>({kRostered, Present("ann"), Queued(0), Queued(1), Assigned(0, "ann"),
                        Assigned(1, "ann"), answered, Present("ann", "PRESENCE_OFFLINE")},
                       kNoon);
  };
  const Time late = kNoon + std::chrono::minutes(30);
  EXPECT_THAT(DueTimers(history().When("tick { kind: TICK_KIND_DRAIN }", kNoon, kRouting).state()),
              ElementsAre(PoolTimer{v1::TICK_KIND_OFFLINE, "ann", late}));
  const auto outcome = history().When(Tick("OFFLINE", "ann", 45000), late + kTick, kRouting);
  outcome.Then({"returned { " + Of(0) +
                " entry: 1 assignment: 1 agent_id: 'ann' cause: RETURN_CAUSE_OFFLINE }"});
  EXPECT_THAT(DueTimers(outcome.state()), IsEmpty());
}

TEST(PoolTick, LeavesWhoIsLongOfflineHalfAnHourWithWhatTheyGetThen) {
  const Time later = kNoon + std::chrono::hours(2);  // 50400.
  const auto history = [&] {
    return Given<Pool>({kRostered, Queued(0), Queued(1), Assigned(0, "ann")}, kNoon);
  };
  const auto claimed = history().When("claim { " + Of(1) + " agent_id: 'ann' }", later, kAnn);
  EXPECT_EQ(WhoGot(claimed), "1 ann");
  const Time half_past_twelve = kNoon + std::chrono::minutes(30);
  EXPECT_THAT(DueTimers(claimed.state()),
              ElementsAre(PoolTimer{v1::TICK_KIND_OFFLINE, "ann", half_past_twelve}));
  const auto outcome = history()
                           .And({Assigned(1, "ann")}, later)
                           .When(Tick("OFFLINE", "ann", 45000), later, kRouting);
  outcome.Then({"returned { " + Of(0) +
                " entry: 1 assignment: 1 agent_id: 'ann' cause: RETURN_CAUSE_OFFLINE }"});
  EXPECT_THAT(DueTimers(outcome.state()), ElementsAre(PoolTimer{v1::TICK_KIND_OFFLINE, "ann",
                                                                later + std::chrono::minutes(30)}));
}

// Ann's shift is over at one o'clock, and begins again at two.
class Shifts {
 public:
  Shifts() {
    setting::v1::SettingCommit commit;
    testing::ParseText(
        "header { tenant: 'acme' aggregate_id: 'SE-1' version: 1 } events {"
        " published { document { name: 'office' calendar {} } calendar {"
        " start_time {} end_time { seconds: 90000 } spans: [0, 46800, 3600, 3600] } } }",
        commit, std::source_location::current());
    book_.Add(1, commit);
  }
  const setting::Settings settings{book_, 1};

 private:
  setting::SettingBook book_;
};

TEST(PoolTick, EndsAndBeginsShifts) {
  const Shifts shifts;
  CommandOptions routing = kRouting;
  routing.settings = &shifts.settings;
  const std::string roster = Rostered(
      Agent("ann", "lamps", "shift_calendar: 'office' shift_change_time { seconds: 46800 }"));
  const Time one = kNoon + std::chrono::hours(1);
  Given<Pool>({roster}).When(Tick("SHIFT", "ann", 46800), one, routing).ThenNothing();
  const auto ended = Given<Pool>({roster}).When(Tick("SHIFT", "ann", 46800), one + kTick, routing);
  ended.Then({"shift_changed { agent_id: 'ann' change_time { seconds: 50400 } }"});
  const auto begun =
      Given<Pool>({roster, Present("ann"),
                   "shift_changed { agent_id: 'ann' change_time { seconds: 50400 } }", Queued(0)})
          .When(Tick("SHIFT", "ann", 50400), one + std::chrono::hours(1) + kTick, routing);
  EXPECT_EQ(WhoGot(begun), "0 ann");
}

}  // namespace
}  // namespace docket::routing
