#include "libs/calendar/working_time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "libs/base/proto_time.h"
#include "libs/calendar/calendar_test.h"

namespace docket::calendar {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr milliseconds kNone(0);
constexpr milliseconds kTick(1);

setting::v1::CompiledCalendar Compiled(Time start, const std::vector<uint32_t>& spans) {
  setting::v1::CompiledCalendar compiled;
  *compiled.mutable_start_time() = ToProto(start);
  Time end = start;
  for (const uint32_t span : spans) {
    compiled.add_spans(span);
    end += seconds(span);
  }
  *compiled.mutable_end_time() = ToProto(end + hours(1));
  return compiled;
}

// Open from 09:00 to 17:00 on two days.
WorkingTime TwoDays() {
  return WorkingTime(
      Compiled(Instant("2026-03-02T00:00Z"), {9 * 3600, 8 * 3600, 16 * 3600, 8 * 3600}));
}

const Time kNine = Instant("2026-03-02T09:00Z");
const Time kFive = Instant("2026-03-02T17:00Z");

TEST(WorkingTime, MeasuresWhatIsOpen) {
  const WorkingTime time = TwoDays();
  EXPECT_EQ(time.Measure(kNine, kFive), hours(8));
  EXPECT_EQ(time.Measure(kNine - hours(5), kFive + hours(5)), hours(8));
  EXPECT_EQ(time.Measure(kNine + hours(1), kFive + hours(17)), hours(8));
  EXPECT_EQ(time.Measure(kFive, kNine + hours(24)), kNone);
  EXPECT_EQ(time.Measure(kFive - kTick, kNine + hours(24) + kTick), 2 * kTick);
}

TEST(WorkingTime, IsOpenFromItsFirstInstantUpToItsLast) {
  const WorkingTime time = TwoDays();
  EXPECT_FALSE(time.IsOpen(kNine - kTick));
  EXPECT_TRUE(time.IsOpen(kNine));
  EXPECT_TRUE(time.IsOpen(kFive - kTick));
  EXPECT_FALSE(time.IsOpen(kFive));
}

TEST(WorkingTime, ChangesNextWhereItOpensOrCloses) {
  const WorkingTime time = TwoDays();
  EXPECT_EQ(time.NextChange(kNine - hours(30)), kNine);
  EXPECT_EQ(time.NextChange(kNine - kTick), kNine);
  EXPECT_EQ(time.NextChange(kNine), kFive);
  EXPECT_EQ(time.NextChange(kFive), kNine + hours(24));
  EXPECT_EQ(time.NextChange(kFive + hours(24)), std::nullopt);
}

TEST(WorkingTime, MeasuresNothingBackwards) {
  EXPECT_EQ(TwoDays().Measure(kNine, kNine), kNone);
  EXPECT_EQ(TwoDays().Measure(kFive, kNine), kNone);
}

TEST(WorkingTime, ReachesClosingTimeAndNotTheNextOpening) {
  const WorkingTime time = TwoDays();
  EXPECT_EQ(time.Reach(kNine, hours(8)), kFive);
  EXPECT_EQ(time.Reach(kNine, hours(8) + kTick), kNine + hours(24) + kTick);
  EXPECT_EQ(time.Reach(kFive, hours(3)), kNine + hours(27));
  EXPECT_EQ(time.Reach(kNine - hours(1), kTick), kNine + kTick);
}

TEST(WorkingTime, IsThereAtOnceWhenThereIsNothingToWork) {
  for (const Time start : {kNine - hours(99), kNine, kFive, kFive + hours(999)}) {
    EXPECT_EQ(TwoDays().Reach(start, kNone), start);
    EXPECT_EQ(TwoDays().Reach(start, -hours(1)), start);
  }
}

TEST(WorkingTime, NeverReachesMoreThanThereIs) {
  const WorkingTime time = TwoDays();
  EXPECT_EQ(time.Reach(kNine, hours(16)), kFive + hours(24));
  EXPECT_EQ(time.Reach(kNine, hours(16) + kTick), std::nullopt);
  EXPECT_EQ(time.Reach(kFive + hours(24), kTick), std::nullopt);
  EXPECT_EQ(time.Reach(kNine, milliseconds::max()), std::nullopt);
}

TEST(WorkingTime, IsClosedOutsideWhatIsCompiled) {
  const WorkingTime time = TwoDays();
  EXPECT_EQ(time.Measure(FromMillis(0), FromMillis(4'000'000'000'000)), hours(16));
  EXPECT_EQ(time.Measure(Time::min(), Time::max()), hours(16));
  EXPECT_EQ(time.Reach(FromMillis(0), hours(1)), kNine + hours(1));
  EXPECT_EQ(time.Reach(Time::min(), hours(16)), kFive + hours(24));
}

TEST(WorkingTime, StartsOpenAfterASpanOfZero) {
  const WorkingTime time(Compiled(kNine, {0, 3600}));
  EXPECT_EQ(time.Measure(kNine, kNine + hours(3)), hours(1));
  EXPECT_EQ(time.Reach(kNine, minutes(1)), kNine + minutes(1));
}

TEST(WorkingTime, OfNothingIsNothing) {
  const WorkingTime time{setting::v1::CompiledCalendar()};
  EXPECT_EQ(time.Measure(Time::min(), Time::max()), kNone);
  EXPECT_EQ(time.Reach(kNine, kTick), std::nullopt);
}

// The laws, over drawn calendars of up to a few hundred seconds, in which drawn instants hit
// boundaries and what is before and after.
WorkingTime Drawn() {
  const auto spans =
      *rc::gen::container<std::vector<uint32_t>>(rc::gen::inRange<uint32_t>(1, 30)).as("spans");
  return WorkingTime(Compiled(FromMillis(0), spans));
}

Time DrawnInstant() { return FromMillis(500 * *rc::gen::inRange<int64_t>(-20, 400)); }
milliseconds DrawnWork() { return milliseconds(500 * *rc::gen::inRange<int64_t>(0, 200)); }

RC_GTEST_PROP(WorkingTimeLaws, MeasuresAddUp, ()) {
  const WorkingTime time = Drawn();
  std::array<Time, 3> t = {DrawnInstant(), DrawnInstant(), DrawnInstant()};
  std::ranges::sort(t);
  RC_ASSERT(time.Measure(t[0], t[1]) + time.Measure(t[1], t[2]) == time.Measure(t[0], t[2]));
}

RC_GTEST_PROP(WorkingTimeLaws, AMeasureIsAtMostTheTimeThatPasses, ()) {
  const WorkingTime time = Drawn();
  const auto [a, b] = std::minmax({DrawnInstant(), DrawnInstant()});
  RC_ASSERT(time.Measure(a, b) >= kNone);
  RC_ASSERT(time.Measure(a, b) <= b - a);
}

RC_GTEST_PROP(WorkingTimeLaws, WhatIsReachedMeasuresTheWorkAndNothingEarlierDoes, ()) {
  const WorkingTime time = Drawn();
  const Time t = DrawnInstant();
  const milliseconds work = DrawnWork();
  const auto reached = time.Reach(t, work);
  RC_CLASSIFY(!reached, "never");
  if (!reached) {
    RC_ASSERT(time.Measure(t, Time::max()) < work);
  } else {
    RC_ASSERT(*reached >= t);
    RC_ASSERT(time.Measure(t, *reached) == work);
    RC_ASSERT(*reached == t || time.Measure(t, *reached - kTick) < work);
  }
}

// Never is later than any instant.
Time OrNever(const std::optional<Time>& reached) { return reached.value_or(Time::max()); }

RC_GTEST_PROP(WorkingTimeLaws, ReachIsMonotoneInInstantAndWork, ()) {
  const WorkingTime time = Drawn();
  const auto [a, b] = std::minmax({DrawnInstant(), DrawnInstant()});
  const auto [less, more] = std::minmax({DrawnWork(), DrawnWork()});
  RC_ASSERT(OrNever(time.Reach(a, less)) <= OrNever(time.Reach(b, less)));
  RC_ASSERT(OrNever(time.Reach(a, less)) <= OrNever(time.Reach(a, more)));
}

RC_GTEST_PROP(WorkingTimeLaws, WorkInTwoPartsIsReachedLikeTheWhole, ()) {
  const WorkingTime time = Drawn();
  const Time t = DrawnInstant();
  const milliseconds first = DrawnWork();
  const milliseconds second = DrawnWork();
  const auto halfway = time.Reach(t, first);
  RC_ASSERT((halfway ? time.Reach(*halfway, second) : std::nullopt) ==
            time.Reach(t, first + second));
}

}  // namespace
}  // namespace docket::calendar
