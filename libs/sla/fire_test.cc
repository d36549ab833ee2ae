// What is due, and what happens when somebody says so: never early, at most once, a breach however
// late.

#include "libs/sla/fire.h"

#include "libs/sla/sla_test.h"

namespace docket::sla {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr milliseconds kTick(1);
constexpr const char* kLevels =
    "levels { id: 'half' metric: SLA_METRIC_RESOLUTION percent: 50 }"
    "levels { id: 'near' metric: SLA_METRIC_RESOLUTION before { seconds: 3600 } }"
    "levels { id: 'boss' metric: SLA_METRIC_RESOLUTION breach: true }"
    "levels { id: 'group' metric: SLA_METRIC_RESOLUTION after { seconds: 3600 } }"
    "levels { id: 'board' metric: SLA_METRIC_RESOLUTION after { seconds: 7200 } }";

// Resolution within four hours, opened at 0:00.
Story Opened(const std::string& more = kLevels) {
  Story story;
  story.Under(PolicyOf("id: 'p' " + FourHours({"RESOLUTION"}) + more));
  story.Do(hours(0), {kOpens});
  return story;
}

v1::FireClock Resolution(milliseconds due, const std::string& level_id = "") {
  return Timer("RESOLUTION", due, level_id);
}

TEST(Timers, AreTheBreachAndTheLevelsOfWhatRuns) {
  EXPECT_THAT(
      Opened().TimerTexts(),
      ElementsAre("resolution/1 breach 4:00", "resolution/1 half 2:00", "resolution/1 near 3:00",
                  "resolution/1 group 5:00", "resolution/1 board 6:00"));
}

TEST(Timers, AreNoneWhileAClockRestsOrHasStopped) {
  Story story = Opened();
  story.Do(hours(1), {Becomes(kPending)});
  EXPECT_THAT(story.TimerTexts(), IsEmpty());
  story.Do(hours(2), {kSolves});
  EXPECT_THAT(story.TimerTexts(), IsEmpty());
}

TEST(Levels, StandAtWholeMillisecondsRoundedDown) {
  Story story;
  story.Under(
      PolicyOf("id: 'p' targets { metric: SLA_METRIC_RESOLUTION"
               " normal { seconds: 1 nanos: 999000000 } }"
               "levels { id: 'w' metric: SLA_METRIC_RESOLUTION percent: 33 }"
               "levels { id: 'b' metric: SLA_METRIC_RESOLUTION before { seconds: 60 } }"));
  EXPECT_THAT(story.Do(hours(0), {kOpens}),
              Contains("resolution/1 used 0:00, due 0:00+1999ms, w 0:00+659ms, b 0:00"));
}

TEST(Fire, HappensAfterItsDueAndNotAtIt) {
  Story story = Opened();
  EXPECT_THAT(story.FireAt(hours(2), Resolution(hours(2), "half")), ElementsAre("too early"));
  EXPECT_THAT(story.FireAt(hours(2) + kTick, Resolution(hours(2), "half")),
              ElementsAre("resolution/1 warned half at 2:00"));
  EXPECT_TRUE(story.acts());
  EXPECT_THAT(story.FireAt(hours(4), Resolution(hours(4))), ElementsAre("too early"));
  EXPECT_THAT(story.FireAt(hours(4) + kTick, Resolution(hours(4))),
              ElementsAre("resolution/1 breached boss at 4:00, not near"));
}

TEST(Fire, IsDoneOnce) {
  Story story = Opened();
  story.FireAt(hours(3), Resolution(hours(2), "half"));
  EXPECT_THAT(story.FireAt(hours(3), Resolution(hours(2), "half")), ElementsAre("done"));
  story.FireAt(hours(7), Resolution(hours(6), "board"));
  for (const char* level : {"", "near", "boss", "group", "board"}) {
    EXPECT_THAT(story.FireAt(hours(8), Resolution(hours(3), level)), ElementsAre("done")) << level;
  }
  EXPECT_THAT(story.TimerTexts(), IsEmpty());
}

TEST(Fire, HasMovedIfItIsNotDueAtThatInstant) {
  Story story = Opened();
  EXPECT_THAT(story.FireAt(hours(9), Resolution(hours(4) - kTick)), ElementsAre("clock moved"));
  EXPECT_THAT(story.FireAt(hours(9), Resolution(hours(4), "nobody")), ElementsAre("clock moved"));
  EXPECT_THAT(story.FireAt(hours(9), Resolution(hours(4), "boss")), ElementsAre("clock moved"));
  EXPECT_THAT(story.FireAt(hours(9), Timer("RESOLUTION", hours(4), "", 2)),
              ElementsAre("clock moved"));
  EXPECT_THAT(story.FireAt(hours(9), Timer("UPDATE", hours(4))), ElementsAre("clock moved"));
  story.Do(hours(1), {Becomes(kPending)});
  EXPECT_THAT(story.FireAt(hours(9), Resolution(hours(4))), ElementsAre("clock moved"));
  EXPECT_THAT(story.FireAt(hours(9), Resolution(hours(2), "half")), ElementsAre("clock moved"));
}

TEST(Fire, WarnsOnceForAllWarningsThatAreDue) {
  Story story = Opened();
  EXPECT_THAT(story.FireAt(hours(3) + kTick, Resolution(hours(2), "half")),
              ElementsAre("resolution/1 warned near at 3:00, not half"));
  EXPECT_THAT(story.FireAt(hours(3) + kTick, Resolution(hours(3), "near")), ElementsAre("done"));
}

TEST(Fire, WarnsByTheHigherLevelThoughBothAreDueAtOneInstant) {
  Story story;
  story.Under(PolicyOf("id: 'p' " + FourHours({"RESOLUTION"}) +
                       "levels { id: 'high' metric: SLA_METRIC_RESOLUTION percent: 90 }"
                       "levels { id: 'low' metric: SLA_METRIC_RESOLUTION percent: 80 }"));
  story.Do(hours(0), {kOpens});
  story.Do(hours(3) + minutes(50), {Becomes(kPending)});
  story.Do(hours(9), {Becomes(kOpen)});
  EXPECT_THAT(story.FireAt(hours(9) + kTick, Resolution(hours(9), "low")),
              ElementsAre("resolution/1 warned high at 9:00, not low"));
}

TEST(Fire, BreachesAndWarnsNoMoreIfTheBreachIsDueAsWell) {
  Story story = Opened();
  EXPECT_THAT(story.FireAt(hours(5), Resolution(hours(2), "half")),
              ElementsAre("resolution/1 breached boss at 4:00, not half near"));
  EXPECT_THAT(story.FireAt(hours(5), Resolution(hours(3), "near")), ElementsAre("done"));
}

TEST(Fire, BringsBreachAndLaterLevelsInOrder) {
  Story story = Opened();
  EXPECT_THAT(
      story.FireAt(hours(7), Resolution(hours(6), "board")),
      ElementsAre("resolution/1 breached boss at 4:00, not half near",
                  "resolution/1 escalated group at 5:00", "resolution/1 escalated board at 6:00"));
  story = Opened();
  EXPECT_THAT(story.FireAt(hours(7), Resolution(hours(5), "group")),
              ElementsAre("resolution/1 breached boss at 4:00, not half near",
                          "resolution/1 escalated group at 5:00"));
}

TEST(Fire, BreachesWhereThePolicyHasNoLevelForIt) {
  Story story = Opened("");
  EXPECT_THAT(story.FireAt(hours(5), Resolution(hours(4))),
              ElementsAre("resolution/1 breached at 4:00"));
}

TEST(Breach, IsOwedByAClockThatPausesStopsOrChangesItsPolicyAfterIt) {
  Story pauses = Opened("");
  EXPECT_THAT(pauses.Do(hours(5), {Becomes(kPending)}),
              Contains("resolution/1 used 5:00, rests, owed 4:00"));
  EXPECT_THAT(pauses.TimerTexts(), ElementsAre("resolution/1 breach 4:00"));
  EXPECT_THAT(pauses.FireAt(hours(9), Resolution(hours(4))),
              ElementsAre("resolution/1 breached at 4:00"));
  EXPECT_TRUE(pauses.acts());

  Story stops = Opened("");
  stops.Do(hours(5), {kSolves});
  EXPECT_THAT(stops.FireAt(hours(9), Resolution(hours(4))),
              ElementsAre("resolution/1 breached at 4:00"));
  EXPECT_FALSE(stops.acts());
  EXPECT_THAT(stops.TimerTexts(), IsEmpty());

  Story changes = Opened("");
  changes.Under(PolicyOf("id: 'p' targets { metric: SLA_METRIC_RESOLUTION"
                         " normal { seconds: 36000 } }"),
                {}, 2);
  EXPECT_THAT(changes.Do(hours(5), {Becomes(kOpen)}),
              Contains("resolution/1 used 5:00, owed 4:00"));
  EXPECT_THAT(changes.TimerTexts(), ElementsAre("resolution/1 breach 4:00"));
}

TEST(Breach, IsOwedByACancelledClockToo) {
  Story story = Opened("");
  EXPECT_THAT(story.Do(hours(5), {{Moment::kSolved, kIsSolved, v1::RESOLUTION_SPAM}}),
              Contains("resolution/1 cancelled 1, used 5:00 wall 5:00 of 4:00, due 4:00"));
  EXPECT_THAT(story.TimerTexts(), ElementsAre("resolution/1 breach 4:00"));
}

TEST(Breach, IsOwedByARoundWhileTheNextOneRuns) {
  Story story;
  story.Under(PolicyOf("id: 'p' " + FourHours({"NEXT_RESPONSE"})));
  story.Do(hours(0), {kOpens, kReplies});
  for (int round = 0; round < 3; ++round) {
    story.Do(hours(10 * round + 1), {kAsks});
    story.Do(hours(10 * round + 6), {kReplies});
  }
  EXPECT_THAT(story.TimerTexts(),
              ElementsAre("next_response/1 breach 5:00", "next_response/2 breach 15:00",
                          "next_response/3 breach 25:00"));
  EXPECT_THAT(story.FireAt(hours(40), Timer("NEXT_RESPONSE", hours(15), "", 2)),
              ElementsAre("next_response/2 breached at 15:00"));
}

TEST(Breach, IsOneInAClocksLife) {
  Story story = Opened(kLevels);
  story.Do(hours(5), {Becomes(kPending)});
  EXPECT_THAT(story.Do(hours(6), {Becomes(kOpen)}),
              Contains("resolution/1 used 5:00, owed 4:00, group 6:00, board 7:00"));
  story.FireAt(hours(6), Resolution(hours(4)));
  EXPECT_THAT(story.TimerTexts(),
              ElementsAre("resolution/1 group 6:00", "resolution/1 board 7:00"));
  EXPECT_THAT(story.Do(hours(6) + minutes(30), {kSolves}),
              Contains("resolution/1 missed 1, used 5:30 wall 5:30 of 4:00, due 4:00"));
  story.Under(AllFourHours("levels { id: 'new' metric: SLA_METRIC_RESOLUTION percent: 50 }"), {},
              2);
  story.Do(hours(7), {kReopens});
  EXPECT_THAT(story.TimerTexts(), ElementsAre("requester_wait/1 breach 7:00"));
  EXPECT_THAT(story.Do(hours(8), {kSolves}),
              Contains("resolution/1 missed 2, used 6:30 wall 6:30 of 5:30, due 4:00"));
}

TEST(Breach, OfOneInstantDoesNotCountForTheNext) {
  Story story = Opened("on_reopen: REOPEN_EFFECT_RESTART");
  story.Do(hours(5), {kSolves});
  story.Do(hours(6), {kReopens});
  EXPECT_THAT(story.TimerTexts(),
              ElementsAre("resolution/1 breach 4:00", "resolution/2 breach 10:00"));
  EXPECT_THAT(story.Do(hours(7), {kSolves}),
              Contains("resolution/2 met 1, used 1:00 wall 1:00 of 4:00, due 10:00"));
}

TEST(Breach, TakesTheLevelsOfThePolicyInForceWhenItHappens) {
  Story story = Opened("");
  story.Do(hours(5), {kSolves});
  story.UnderNone(2).Do(hours(6), {Becomes(kIsSolved)});
  EXPECT_THAT(story.FireAt(hours(7), Resolution(hours(4))),
              ElementsAre("resolution/1 breached at 4:00"));
}

TEST(Levels, FireAgainNeitherAfterAMoveNorAfterAnEditOfThePolicy) {
  Story story = Opened();
  story.FireAt(hours(2) + kTick, Resolution(hours(2), "half"));
  story.Under(PolicyOf("id: 'p' targets { metric: SLA_METRIC_RESOLUTION"
                       " normal { seconds: 36000 } }" +
                       std::string(kLevels)),
              {}, 2);
  story.Do(hours(3), {Becomes(kOpen)});
  EXPECT_THAT(story.TimerTexts(),
              ElementsAre("resolution/1 breach 10:00", "resolution/1 near 9:00",
                          "resolution/1 group 11:00", "resolution/1 board 12:00"));
}

TEST(Levels, ThatAreDueToWarnGoUnsaidIfTheClockRests) {
  Story story = Opened();
  story.Do(hours(2) + minutes(30), {Becomes(kPending)});
  EXPECT_THAT(story.FireAt(hours(3), Resolution(hours(2), "half")), ElementsAre("clock moved"));
  story.Do(hours(9), {Becomes(kOpen)});
  EXPECT_THAT(story.FireAt(hours(9) + kTick, Resolution(hours(9), "half")),
              ElementsAre("resolution/1 warned half at 9:00"));
}

}  // namespace
}  // namespace docket::sla
