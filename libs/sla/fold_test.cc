// What a fold may rely on: it takes whatever a record holds, and asks nobody.

#include "libs/sla/fold.h"

#include <limits>

#include "libs/sla/sla_test.h"

namespace docket::sla {
namespace {

using ::testing::IsEmpty;

// A state with a clock of each metric.
ClockState Busy() {
  Story story;
  story.Under(AllFourHours("levels { id: 'w' metric: SLA_METRIC_RESOLUTION percent: 50 }"));
  story.Do(hours(0), {kOpens});
  story.Do(hours(1), {kReplies});
  story.Do(hours(2), {kAsks});
  return story.state();
}

TEST(Fold, LeavesAloneWhatAFactOfAnUnknownClockNames) {
  ClockState state = Busy();
  const std::string before = state.SerializeAsString();
  const std::string unknown = "metric: SLA_METRIC_RESOLUTION instance: 2 ";
  Apply(FromText<v1::ClockStopped>(unknown), state);
  Apply(FromText<v1::DuesSet>("clocks { " + unknown + " }"), state);
  Apply(FromText<v1::TicketWarned>(unknown + "level_id: 'w'"), state);
  Apply(FromText<v1::TicketBreached>(unknown + "due_time { seconds: 1 }"), state);
  Apply(FromText<v1::TicketEscalated>(unknown + "level_id: 'w'"), state);
  EXPECT_EQ(state.SerializeAsString(), before);
}

// Facts whose instants and spans are as far out as their fields can hold.
TEST(Fold, TakesAnyInstantAndSpan) {
  for (const int64_t far :
       {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()}) {
    const std::string seconds = " { seconds: " + std::to_string(far) + " } ";
    for (const std::string clock :
         {"metric: SLA_METRIC_RESOLUTION instance: 1 ", "metric: SLA_METRIC_UPDATE instance: 1 "}) {
      ClockState state = Busy();
      const auto settle = [&] { Advance(state, std::vector{kSolves}, kStart + hours(9), {}, {}); };
      Apply(FromText<v1::DuesSet>("clocks { " + clock + "used_working" + seconds + "deadline_time" +
                                  seconds + "levels { level_id: 'w' due_time" + seconds + "} }"),
            state);
      settle();
      Apply(Becomes(kPending), kStart + hours(3), state);
      settle();
      Apply(FromText<v1::PolicyApplied>(
                "targets { metric: SLA_METRIC_RESOLUTION target" + seconds + "} reopen_floor" +
                seconds + "uses { " + clock + "used_working" + seconds +
                "} levels { level_id: 'w' metric: SLA_METRIC_RESOLUTION after" + seconds + "}"),
            kStart + hours(4), state);
      settle();
      Apply(kSolves, kStart + hours(5), state);
      Apply(FromText<v1::ClockStopped>(clock + "used_working" + seconds + "used_wall" + seconds),
            state);
      Apply(kReopens, kStart + hours(6), state);
      settle();
      Apply(FromText<v1::TicketBreached>(clock + "due_time" + seconds), state);
      settle();
      EXPECT_EQ(Fire(state, FromText<v1::FireClock>(clock + "due_time" + seconds), kStart).verdict,
                Firing::kDone);
    }
  }
}

TEST(Fold, TakesFactsOfATicketThatWasNeverOpened) {
  for (int kind = Moment::kOther; kind <= Moment::kAbsorbed; ++kind) {
    ClockState state;
    Apply({static_cast<Moment::Kind>(kind), kOpen, {}, kStart, kStart}, kStart, state);
    Apply(kSolves, kStart + hours(1), state);
    EXPECT_THAT(Timers(state), IsEmpty()) << kind;
  }
}

// An answer is a function of the log: two folds of the same facts are the same bytes.
TEST(Fold, MakesTheSameBytesOfTheSameFacts) {
  EXPECT_EQ(Busy().SerializeAsString(), Busy().SerializeAsString());
}

TEST(Fold, KeepsNoClockThatHasNothingToCome) {
  Story story;
  story.Under(AllFourHours());
  story.Do(hours(0), {kOpens});
  for (int reply = 1; reply <= 50; ++reply) {
    story.Do(minutes(2 * reply), {kAsks});
    story.Do(minutes(2 * reply + 1), {kReplies});
  }
  EXPECT_LE(story.state().clocks_size(), 7);  // One of three metrics, two of the others.
}

}  // namespace
}  // namespace docket::sla
