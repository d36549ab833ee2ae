#include "services/intake/api/clock_view.h"

#include <source_location>
#include <string_view>

#include <gtest/gtest.h>

#include "libs/testing/given_when_then.h"

namespace docket::intake {
namespace {

using ticket::v1::Ticket;

void ExpectShown(std::string_view state, std::string_view shown) {
  sla::ClockState clocks;
  Ticket expected;
  Ticket ticket;
  testing::ParseText(state, clocks, std::source_location::current());
  testing::ParseText(shown, expected, std::source_location::current());
  ViewClocks(clocks, ticket);
  EXPECT_EQ(testing::Difference({&expected}, {&ticket}), "");
}

TEST(ClockView, ShowsByWhenARunningClockHasToStop) {
  ExpectShown(
      "policy { policy_id: 'all' targets { metric: SLA_METRIC_RESOLUTION target { seconds: 60 } } }"
      "clocks { metric: SLA_METRIC_RESOLUTION instance: 2 phase: PHASE_RUNNING used_millis: 1500 "
      "  started_time { seconds: 10 } segment_time { seconds: 20 } "
      "  dues { deadline_time { seconds: 78 } levels { level_id: 'a' due_time { seconds: 40 } } } "
      "}",
      "policy_id: 'all' "
      "clocks { metric: SLA_METRIC_RESOLUTION instance: 2 phase: PHASE_RUNNING "
      "  started_time { seconds: 10 } running_since_time { seconds: 20 } "
      "  used_working { seconds: 1 nanos: 500000000 } target { seconds: 60 } "
      "  deadline_time { seconds: 78 } levels { level_id: 'a' due_time { seconds: 40 } } }");
}

// What was due when it rested or stopped counts no more, though the row still holds it.
TEST(ClockView, ShowsNothingDueOfAClockThatDoesNotRun) {
  ExpectShown(
      "policy { policy_id: 'all' targets { metric: SLA_METRIC_RESOLUTION target { seconds: 60 } } }"
      "clocks { metric: SLA_METRIC_RESOLUTION instance: 1 phase: PHASE_PAUSED "
      "  started_time { seconds: 10 } target_min_millis: 90000 "
      "  dues { deadline_time { seconds: 78 } levels { level_id: 'a' due_time { seconds: 40 } } } "
      "}",
      "policy_id: 'all' "
      "clocks { metric: SLA_METRIC_RESOLUTION instance: 1 phase: PHASE_PAUSED "
      "  started_time { seconds: 10 } used_working {} target { seconds: 90 } }");
}

TEST(ClockView, ShowsABreachBeforeAndAfterItIsRecorded) {
  ExpectShown(
      "policy {} "
      "clocks { metric: SLA_METRIC_FIRST_RESPONSE instance: 1 phase: PHASE_STOPPED "
      "  started_time {} owed_time { seconds: 5 } outcome: CLOCK_OUTCOME_MISSED } "
      "clocks { metric: SLA_METRIC_RESOLUTION instance: 1 phase: PHASE_RUNNING "
      "  started_time {} segment_time {} breach_time { seconds: 6 } }",
      "clocks { metric: SLA_METRIC_FIRST_RESPONSE instance: 1 phase: PHASE_STOPPED "
      "  started_time {} used_working {} breach_time { seconds: 5 } "
      "  outcome: CLOCK_OUTCOME_MISSED } "
      "clocks { metric: SLA_METRIC_RESOLUTION instance: 1 phase: PHASE_RUNNING "
      "  started_time {} running_since_time {} used_working {} breach_time { seconds: 6 } }");
}

// Nobody has measured its segments yet.
TEST(ClockView, DoesNotTellWhatWasUsedBeforeTheFirstPolicy) {
  ExpectShown(
      "clocks { metric: SLA_METRIC_UPDATE instance: 1 phase: PHASE_CANCELLED started_time {} } "
      "clocks { metric: SLA_METRIC_UPDATE instance: 2 phase: PHASE_MERGED started_time {} }",
      "clocks { metric: SLA_METRIC_UPDATE instance: 1 phase: PHASE_CANCELLED started_time {} } "
      "clocks { metric: SLA_METRIC_UPDATE instance: 2 phase: PHASE_MERGED started_time {} }");
}

}  // namespace
}  // namespace docket::intake
