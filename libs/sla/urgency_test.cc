// What queues are ranked by.

#include "libs/sla/urgency.h"

#include "libs/sla/sla_test.h"

namespace docket::sla {
namespace {

Urgency Of(const std::string& clocks) { return UrgencyOf(FromText<ClockState>(clocks)); }

Time Second(int second) { return FromMillis(1000 * second); }

TEST(Urgency, IsTheEarliestDeadlineThatRuns) {
  EXPECT_EQ(Of("clocks { phase: PHASE_RUNNING dues { deadline_time { seconds: 9 } } }"
               "clocks { phase: PHASE_RUNNING dues { deadline_time { seconds: 7 } } }"
               "clocks { phase: PHASE_PAUSED dues { deadline_time { seconds: 5 } } }"
               "clocks { phase: PHASE_STOPPED dues { deadline_time { seconds: 3 } } }"
               "clocks { phase: PHASE_RUNNING }"),
            (Urgency{false, Second(7)}));
  EXPECT_EQ(Of(""), Urgency());
}

TEST(Urgency, IsTheDeadlineThatWasPassedOnceOneWas) {
  EXPECT_EQ(Of("clocks { phase: PHASE_RUNNING dues { deadline_time { seconds: 9 } }"
               "         owed_time { seconds: 4 } }"),
            (Urgency{true, Second(4)}));
  EXPECT_EQ(Of("clocks { phase: PHASE_RUNNING breach_time { seconds: 4 } }"
               "clocks { phase: PHASE_RUNNING dues { deadline_time { seconds: 9 } } }"),
            (Urgency{true, Second(4)}));
}

TEST(Urgency, PressesByWhatHasHappenedToAClockThatGoesOn) {
  EXPECT_EQ(Of("clocks { phase: PHASE_PAUSED fired_level_ids: 'near' }"), (Urgency{true, {}}));
  EXPECT_EQ(Of("clocks { phase: PHASE_PAUSED breach_time { seconds: 4 } }"), (Urgency{true, {}}));
  EXPECT_EQ(Of("clocks { phase: PHASE_STOPPED fired_level_ids: 'near' }"
               "clocks { phase: PHASE_CANCELLED breach_time { seconds: 4 } }"
               "clocks { phase: PHASE_MERGED owed_time { seconds: 4 } }"),
            Urgency());
}

}  // namespace
}  // namespace docket::sla
