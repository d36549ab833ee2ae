// The rows of the two tables of clocks (semantics.md 8): which events start, pause and stop which
// metric, and what becomes of used time, deadline and outcome.

#include "libs/sla/sla_test.h"

namespace docket::sla {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A ticket of one promised metric, opened at 0:00. Facts of other metrics are left out.
class OneMetric {
 public:
  explicit OneMetric(const char* metric, const std::string& more = "") {
    story_.Under(PolicyOf("id: 'p' " + FourHours({metric}) + more));
    for (const char* each = metric; *each != 0; ++each) {
      name_ += *each == '_' ? '_' : static_cast<char>(*each - 'A' + 'a');
    }
    opened_ = Do(hours(0), {kOpens});
  }

  Texts Do(milliseconds at, std::vector<Moment> moments) {
    Texts texts = story_.Do(at, std::move(moments));
    std::erase_if(texts, [&](const std::string& text) { return !text.starts_with(name_ + "/"); });
    for (std::string& text : texts) text = text.substr(name_.size() + 1);
    return texts;
  }

  Story& story() { return story_; }
  const Texts& opened() const { return opened_; }

 private:
  Story story_;
  std::string name_;
  Texts opened_;
};

TEST(FirstResponse, RunsFromOpeningToTheFirstHumanReply) {
  OneMetric ticket("FIRST_RESPONSE");
  EXPECT_THAT(ticket.opened(), ElementsAre("1 used 0:00, due 4:00"));
  EXPECT_THAT(ticket.Do(hours(1), {kReplies}),
              ElementsAre("1 met 1, used 1:00 wall 1:00 of 4:00, due 4:00"));
  EXPECT_THAT(ticket.Do(hours(2), {kReplies}), IsEmpty());
}

TEST(FirstResponse, CountsWhileUnsolved) {
  OneMetric ticket("FIRST_RESPONSE");
  EXPECT_THAT(ticket.Do(hours(1), {Becomes(kPending)}), IsEmpty());
  EXPECT_THAT(ticket.Do(hours(2), {Becomes(kHeld)}), IsEmpty());
  EXPECT_THAT(ticket.Do(hours(3), {kReplies}),
              ElementsAre("1 met 1, used 3:00 wall 3:00 of 4:00, due 4:00"));
}

TEST(FirstResponse, OfALiveOpeningStopsAtOnce) {
  Story story;
  story.Under(PolicyOf("id: 'p' " + FourHours({"FIRST_RESPONSE"})));
  EXPECT_THAT(
      story.Do(hours(0), {kOpens, kReplies}),
      ElementsAre("policy p@1", "first_response/1 met 1, used 0:00 wall 0:00 of 4:00, due 4:00"));
}

TEST(FirstResponse, StopsWhenSolvedAndStaysSo) {
  OneMetric ticket("FIRST_RESPONSE");
  EXPECT_THAT(ticket.Do(hours(5), {kSolves}),
              ElementsAre("1 missed 1, used 5:00 wall 5:00 of 4:00, due 4:00"));
  EXPECT_THAT(ticket.Do(hours(6), {kReopens}), IsEmpty());
  EXPECT_THAT(ticket.Do(hours(7), {kReplies}), IsEmpty());
}

TEST(NextResponse, NeverRunsBesideFirstResponse) {
  OneMetric ticket("NEXT_RESPONSE");
  EXPECT_THAT(ticket.Do(hours(1), {kAsks}), IsEmpty());
  EXPECT_THAT(ticket.Do(hours(2), {kReplies}), IsEmpty());
  EXPECT_THAT(ticket.Do(hours(3), {kAsks}), ElementsAre("1 used 0:00, due 7:00"));
}

TEST(NextResponse, RunsFromTheOldestWordWithoutAnAnswer) {
  OneMetric ticket("NEXT_RESPONSE");
  ticket.Do(hours(1), {kReplies});
  EXPECT_THAT(ticket.Do(hours(2), {kAsks}), ElementsAre("1 used 0:00, due 6:00"));
  EXPECT_THAT(ticket.Do(hours(3), {kAsks}), IsEmpty());
  EXPECT_THAT(ticket.Do(hours(4), {kReplies}),
              ElementsAre("1 met 1, used 2:00 wall 2:00 of 4:00, due 6:00"));
  EXPECT_THAT(ticket.Do(hours(5), {kAsks}), ElementsAre("2 used 0:00, due 9:00"));
}

TEST(NextResponse, CountsWhileUnsolvedAndStopsWhenSolved) {
  OneMetric ticket("NEXT_RESPONSE");
  ticket.Do(hours(1), {kReplies});
  ticket.Do(hours(2), {kAsks});
  EXPECT_THAT(ticket.Do(hours(3), {Becomes(kPending)}), IsEmpty());
  EXPECT_THAT(ticket.Do(hours(4), {kSolves}),
              ElementsAre("1 met 1, used 2:00 wall 2:00 of 4:00, due 6:00"));
}

TEST(NextResponse, BeginsWithTheWordThatReopens) {
  OneMetric ticket("NEXT_RESPONSE");
  ticket.Do(hours(1), {kSolves});
  EXPECT_THAT(ticket.Do(hours(2), {{Moment::kAsked, kIsSolved}, kReopens}),
              ElementsAre("1 used 0:00, due 6:00"));
}

TEST(NextResponse, DoesNotBeginAnewWithAWordFromBeforeTheSolve) {
  OneMetric ticket("NEXT_RESPONSE");
  ticket.Do(hours(1), {kReplies});
  ticket.Do(hours(2), {kAsks});
  ticket.Do(hours(3), {kSolves});
  EXPECT_THAT(ticket.Do(hours(4), {kReopens}), IsEmpty());
}

TEST(Update, RunsFromOneHumanReplyToTheNext) {
  OneMetric ticket("UPDATE");
  EXPECT_THAT(ticket.opened(), IsEmpty());
  EXPECT_THAT(ticket.Do(hours(1), {kReplies}), ElementsAre("1 used 0:00, due 5:00"));
  EXPECT_THAT(
      ticket.Do(hours(2), {kReplies}),
      ElementsAre("1 met 1, used 1:00 wall 1:00 of 4:00, due 5:00", "2 used 0:00, due 6:00"));
  EXPECT_THAT(ticket.Do(hours(7), {kSolves}),
              ElementsAre("2 missed 1, used 5:00 wall 5:00 of 4:00, due 6:00"));
}

TEST(Update, RestsWhileItIsTheCustomersTurn) {
  OneMetric ticket("UPDATE");
  EXPECT_THAT(ticket.Do(hours(1), {kReplies, Becomes(kPending)}), IsEmpty());
  EXPECT_THAT(ticket.Do(hours(2), {Becomes(kOpen)}), ElementsAre("1 used 0:00, due 6:00"));
  EXPECT_THAT(ticket.Do(hours(3), {Becomes(kHeld)}), IsEmpty());
  EXPECT_THAT(ticket.Do(hours(4), {Becomes(kPending)}), ElementsAre("1 used 2:00, rests"));
  EXPECT_THAT(ticket.Do(hours(9), {kSolves}), ElementsAre("1 met 1, used 2:00 wall 2:00 of 4:00"));
}

TEST(Update, DoesNotBeginWithTheReplyThatSolves) {
  OneMetric ticket("UPDATE");
  EXPECT_THAT(ticket.Do(hours(1), {kReplies, kSolves}), IsEmpty());
  EXPECT_THAT(ticket.Do(hours(2), {kReopens}), IsEmpty());
  EXPECT_THAT(ticket.Do(hours(3), {kReplies}), ElementsAre("1 used 0:00, due 7:00"));
}

TEST(Update, RunsAloneWhenWeSpokeLast) {
  Story story;
  story.Under(PolicyOf("id: 'p' " + FourHours({"FIRST_RESPONSE", "NEXT_RESPONSE", "UPDATE"})));
  story.Do(hours(0), {kOpens});
  story.Do(hours(1), {kReplies});
  story.Do(hours(2), {kAsks});
  story.Do(hours(3), {kReplies});
  EXPECT_THAT(story.TimerTexts(), ElementsAre("update/2 breach 7:00"));
}

TEST(RequesterWait, CountsWhileItIsOurTurnOrAThirdPartys) {
  OneMetric ticket("REQUESTER_WAIT");
  EXPECT_THAT(ticket.opened(), ElementsAre("1 used 0:00, due 4:00"));
  EXPECT_THAT(ticket.Do(hours(1), {Becomes(kHeld)}), IsEmpty());
  EXPECT_THAT(ticket.Do(hours(2), {Becomes(kPending)}), ElementsAre("1 used 2:00, rests"));
  EXPECT_THAT(ticket.Do(hours(8), {kAsks}), ElementsAre("1 used 2:00, due 10:00"));
  EXPECT_THAT(ticket.Do(hours(9), {kSolves}),
              ElementsAre("1 met 1, used 3:00 wall 3:00 of 4:00, due 10:00"));
}

TEST(RequesterWait, AlwaysResumesOnReopen) {
  for (const std::string effect : {"RESUME", "RESTART", "IGNORE"}) {
    OneMetric ticket("REQUESTER_WAIT", "on_reopen: REOPEN_EFFECT_" + effect);
    ticket.Do(hours(1), {kSolves});
    EXPECT_THAT(ticket.Do(hours(5), {kReopens}), ElementsAre("1 used 1:00, due 8:00")) << effect;
    EXPECT_THAT(ticket.Do(hours(6), {kSolves}),
                ElementsAre("1 met 2, used 2:00 wall 2:00 of 4:00, due 8:00"));
  }
}

TEST(Resolution, RestsInThePausesOfItsPolicy) {
  OneMetric ticket("RESOLUTION", "pause { statuses: TICKET_STATUS_HELD }");
  EXPECT_THAT(ticket.Do(hours(1), {Becomes(kPending)}), IsEmpty());
  EXPECT_THAT(ticket.Do(hours(2), {Becomes(kHeld)}), ElementsAre("1 used 2:00, rests"));
  EXPECT_THAT(ticket.Do(hours(7), {Becomes(kOpen)}), ElementsAre("1 used 2:00, due 9:00"));
}

TEST(Resolution, RestsInPendingByDefaultAndNeverIfThePolicySaysSo) {
  OneMetric by_default("RESOLUTION");
  EXPECT_THAT(by_default.Do(hours(1), {Becomes(kHeld)}), IsEmpty());
  EXPECT_THAT(by_default.Do(hours(2), {Becomes(kPending)}), ElementsAre("1 used 2:00, rests"));
  OneMetric never("RESOLUTION", "pause {}");
  EXPECT_THAT(never.Do(hours(1), {Becomes(kPending)}), IsEmpty());
}

TEST(Resolution, GoesOnWhenReopened) {
  OneMetric ticket("RESOLUTION");
  ticket.Do(hours(3), {kSolves});
  EXPECT_THAT(ticket.Do(hours(5), {kReopens}), ElementsAre("1 used 3:00, due 6:00"));
  EXPECT_THAT(ticket.Do(hours(7), {kSolves}),
              ElementsAre("1 missed 2, used 5:00 wall 5:00 of 4:00, due 6:00"));
}

TEST(Resolution, HasAtLeastTheFloorLeftWhenReopened) {
  OneMetric ticket("RESOLUTION", "reopen_floor { seconds: 7200 }");
  ticket.Do(hours(3), {kSolves});
  EXPECT_THAT(ticket.Do(hours(5), {kReopens}), ElementsAre("1 used 3:00, due 7:00"));
  EXPECT_THAT(ticket.Do(hours(6), {kSolves}),
              ElementsAre("1 met 2, used 4:00 wall 4:00 of 5:00, due 7:00"));
}

TEST(Resolution, BeginsAnewOrStaysStoppedIfThePolicySaysSo) {
  OneMetric restart("RESOLUTION", "on_reopen: REOPEN_EFFECT_RESTART");
  restart.Do(hours(3), {kSolves});
  EXPECT_THAT(restart.Do(hours(5), {kReopens}), ElementsAre("2 used 0:00, due 9:00"));
  EXPECT_THAT(restart.Do(hours(6), {kSolves}),
              ElementsAre("2 met 1, used 1:00 wall 1:00 of 4:00, due 9:00"));
  OneMetric ignore("RESOLUTION", "on_reopen: REOPEN_EFFECT_IGNORE");
  ignore.Do(hours(3), {kSolves});
  EXPECT_THAT(ignore.Do(hours(5), {kReopens}), IsEmpty());
  EXPECT_THAT(ignore.Do(hours(6), {kSolves}), IsEmpty());
}

TEST(Clocks, AreCancelledIfTheTicketWasNone) {
  for (const auto resolution : {v1::RESOLUTION_SPAM, v1::RESOLUTION_DUPLICATE,
                                v1::RESOLUTION_WITHDRAWN, v1::RESOLUTION_CLEARED}) {
    OneMetric ticket("RESOLUTION");
    EXPECT_THAT(ticket.Do(hours(1), {{Moment::kSolved, kIsSolved, resolution}}),
                ElementsAre("1 cancelled 1, used 1:00 wall 1:00 of 4:00, due 4:00"));
    EXPECT_THAT(ticket.story().TimerTexts(), IsEmpty());
  }
  OneMetric silent("RESOLUTION");
  EXPECT_THAT(silent.Do(hours(1), {{Moment::kSolved, kIsSolved, v1::RESOLUTION_NO_REPLY}}),
              ElementsAre("1 met 1, used 1:00 wall 1:00 of 4:00, due 4:00"));
}

TEST(Clocks, AreCancelledByAMergeAndGoOnAfterAnUnmerge) {
  OneMetric ticket("FIRST_RESPONSE");
  EXPECT_THAT(ticket.Do(hours(1), {{Moment::kMerged, kIsAlias}}),
              ElementsAre("1 cancelled 1, used 1:00 wall 1:00 of 4:00, due 4:00"));
  EXPECT_THAT(ticket.Do(hours(7), {{Moment::kUnmerged, kNew}}),
              ElementsAre("1 used 1:00, due 10:00"));
  EXPECT_THAT(ticket.Do(hours(8), {kReplies}),
              ElementsAre("1 met 2, used 2:00 wall 2:00 of 4:00, due 10:00"));
}

TEST(Clocks, OfAnUnmergedTicketThatHadStoppedStayStopped) {
  OneMetric ticket("FIRST_RESPONSE");
  ticket.Do(hours(1), {kSolves});
  ticket.Do(hours(2), {{Moment::kMerged, kIsAlias}});
  EXPECT_THAT(ticket.Do(hours(3), {{Moment::kUnmerged, kIsSolved}}), IsEmpty());
}

TEST(Clocks, TakeOverTheInstantsOfWhatIsMergedIntoTheirTicket) {
  OneMetric ticket("RESOLUTION");
  const Moment absorbs{Moment::kAbsorbed, kNew, {}, kStart - hours(2), std::nullopt};
  EXPECT_THAT(ticket.Do(hours(1), {absorbs}), ElementsAre("1 used 3:00, due 2:00"));
  EXPECT_THAT(ticket.Do(hours(1), {absorbs}), IsEmpty());
  const Moment later{Moment::kAbsorbed, kNew, {}, kStart - hours(1), std::nullopt};
  EXPECT_THAT(ticket.Do(hours(1), {later}), IsEmpty());
}

TEST(Clocks, TakeOverTheOldestWordOfWhatIsMergedIntoTheirTicket) {
  OneMetric ticket("NEXT_RESPONSE");
  ticket.Do(hours(1), {kReplies});
  const auto absorbs = [](hours asked) {
    return Moment{Moment::kAbsorbed, kOpen, {}, std::nullopt, kStart + asked};
  };
  EXPECT_THAT(ticket.Do(hours(4), {absorbs(hours(2))}), ElementsAre("1 used 2:00, due 6:00"));
  EXPECT_THAT(ticket.Do(hours(5), {absorbs(hours(3))}), IsEmpty());
  EXPECT_THAT(ticket.Do(hours(5), {absorbs(hours(1))}), ElementsAre("1 used 4:00, due 5:00"));
}

TEST(Clocks, AreNoneWithoutAPolicy) {
  Story story;
  EXPECT_THAT(story.Do(hours(0), {kOpens}), IsEmpty());
  EXPECT_THAT(story.UnderNone(1).Do(hours(1), {kReplies}), IsEmpty());
  EXPECT_THAT(story.Do(hours(2), {kSolves}), IsEmpty());
}

TEST(Clocks, AreMeasuredByTheFirstCalendarUpToTheFirstPolicy) {
  Story story;
  story.Do(hours(-9), {kOpens});
  story.Do(hours(1), {Becomes(kPending)});
  story.Do(hours(2), {Becomes(kOpen)});
  auto policy = PolicyOf("id: 'p' calendar: 'cn' " + FourHours({"RESOLUTION"}));
  story.Under(std::move(policy), Hours(NineToFive()));
  EXPECT_THAT(story.Do(hours(3), {Becomes(kOpen)}),
              ElementsAre("policy p@1 in cn@1, first_response/1 used 3:00, requester_wait/1 used "
                          "2:00, resolution/1 used 2:00",
                          "resolution/1 used 2:00, due 5:00"));
}

TEST(Clocks, ThatStoppedBeforeTheFirstPolicyGoOnWithWhatTheyUsed) {
  Story story;
  story.Do(hours(0), {kOpens});
  story.Do(hours(1), {kSolves});
  story.Under(PolicyOf("id: 'p' " + FourHours({"RESOLUTION"})));
  EXPECT_THAT(story.Do(hours(2), {Becomes(kIsSolved)}),
              ElementsAre("policy p@1, first_response/1 used 1:00, requester_wait/1 used 1:00, "
                          "resolution/1 used 1:00"));
  EXPECT_THAT(story.Do(hours(3), {kReopens}), ElementsAre("resolution/1 used 1:00, due 6:00"));
}

TEST(Clocks, RunOnInTheNewCalendarToTheNewTargetWhenThePolicyChanges) {
  Story story;
  story.Under(PolicyOf("id: 'a' calendar: 'cn' " + FourHours({"RESOLUTION"})), Hours(NineToFive()));
  EXPECT_THAT(story.Do(hours(6), {kOpens}),
              ElementsAre("policy a@1 in cn@1", "resolution/1 used 0:00, due 26:00"));
  story.Under(
      PolicyOf("id: 'b' targets { metric: SLA_METRIC_RESOLUTION normal { seconds: 18000 } }"), {},
      2);
  EXPECT_THAT(story.Do(hours(10), {Becomes(kNew)}),
              ElementsAre("policy b@2, first_response/1 used 2:00, requester_wait/1 used 2:00, "
                          "resolution/1 used 2:00",
                          "resolution/1 used 2:00, due 13:00"));
  EXPECT_THAT(story.Do(hours(13), {kSolves}),
              ElementsAre("first_response/1 unpromised 1, used 5:00 wall 7:00",
                          "requester_wait/1 unpromised 1, used 5:00 wall 7:00",
                          "resolution/1 met 1, used 5:00 wall 7:00 of 5:00, due 13:00"));
}

TEST(Clocks, OfAPolicyWhoseTimeIsUsedUpBreachAtOnce) {
  Story story;
  story.Under(AllFourHours());
  story.Do(hours(0), {kOpens});
  story.WithPriority(v1::PRIORITY_URGENT);
  const Texts texts = story.Do(hours(3), {Becomes(kNew)});
  EXPECT_THAT(texts.back(), "resolution/1 used 3:00, due 3:00");
  EXPECT_THAT(story.FireAt(hours(3) + minutes(1), Timer("RESOLUTION", hours(3))),
              ElementsAre("resolution/1 breached at 3:00"));
}

TEST(Clocks, AreJudgedByThePolicyInForceWhenTheyStop) {
  Story story;
  story.Under(PolicyOf("id: 'a' " + FourHours({"FIRST_RESPONSE"})));
  story.Do(hours(0), {kOpens});
  story.WithPriority(v1::PRIORITY_URGENT);
  EXPECT_THAT(story.Do(hours(3), {kReplies}),
              ::testing::Contains("first_response/1 met 1, used 3:00 wall 3:00 of 4:00, due 4:00"));
}

TEST(Clocks, SayNothingWhereNothingMoved) {
  Story story;
  story.Under(AllFourHours());
  story.Do(hours(0), {kOpens});
  EXPECT_THAT(story.Do(hours(1), {Becomes(kOpen)}), IsEmpty());
  EXPECT_THAT(story.Under(AllFourHours(), {}, 2).Do(hours(2), {Becomes(kOpen)}),
              ElementsAre("policy all@2, first_response/1 used 2:00, requester_wait/1 used 2:00, "
                          "resolution/1 used 2:00"));
}

TEST(Clocks, KeepTimeInTheLastCalendarWhereNoPolicyMatchesAnyMore) {
  Story story;
  story.Under(PolicyOf("id: 'a' calendar: 'cn' " + FourHours({"RESOLUTION"})), Hours(NineToFive()));
  story.Do(hours(0), {kOpens});
  EXPECT_THAT(story.UnderNone(2).Do(hours(1), {Becomes(kNew)}),
              ElementsAre("policy @2 in cn@1, first_response/1 used 1:00, requester_wait/1 used "
                          "1:00, resolution/1 used 1:00",
                          "resolution/1 used 1:00"));
  EXPECT_THAT(story.UnderNone(3).Do(hours(25), {Becomes(kPending)}),
              ElementsAre("requester_wait/1 used 9:00, rests", "resolution/1 used 9:00, rests"));
}

TEST(Clocks, HaveNoDeadlineBeyondTheirCalendar) {
  Story story;
  story.Under(PolicyOf("id: 'a' calendar: 'cn' targets { metric: SLA_METRIC_RESOLUTION"
                       " normal { seconds: 403200 } }"),
              Hours(NineToFive()));
  EXPECT_THAT(story.Do(hours(0), {kOpens}),
              ElementsAre("policy a@1 in cn@1", "resolution/1 used 0:00, due 320:00"));
  story = Story();
  story.Under(PolicyOf("id: 'a' calendar: 'cn' targets { metric: SLA_METRIC_RESOLUTION"
                       " normal { seconds: 403201 } }"),
              Hours(NineToFive()));
  EXPECT_THAT(story.Do(hours(0), {kOpens}), ElementsAre("policy a@1 in cn@1"));
}

TEST(Clocks, MeetADeadlineAtItsInstant) {
  OneMetric ticket("FIRST_RESPONSE");
  EXPECT_THAT(ticket.Do(hours(4), {kReplies}),
              ElementsAre("1 met 1, used 4:00 wall 4:00 of 4:00, due 4:00"));
  OneMetric late("FIRST_RESPONSE");
  EXPECT_THAT(late.Do(hours(4) + milliseconds(1), {kReplies}),
              ElementsAre("1 missed 1, used 4:00+1ms wall 4:00+1ms of 4:00, due 4:00"));
}

TEST(Clocks, AreMissedAfterClosingTimeThoughNoMoreTimeWasUsed) {
  Story story;
  story.Under(PolicyOf("id: 'a' calendar: 'cn' " + FourHours({"FIRST_RESPONSE"})),
              Hours(NineToFive()));
  story.Do(hours(4), {kOpens});
  EXPECT_THAT(
      story.Do(hours(9), {kReplies}),
      ::testing::Contains("first_response/1 missed 1, used 4:00 wall 5:00 of 4:00, due 8:00"));
}

}  // namespace
}  // namespace docket::sla
