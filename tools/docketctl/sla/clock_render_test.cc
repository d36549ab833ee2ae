#include "tools/docketctl/sla/clock_render.h"

#include <gtest/gtest.h>

#include "tools/docketctl/parsed_test.h"

namespace docket::docketctl {
namespace {

using std::chrono::milliseconds;
using ticket::v1::Ticket;

TEST(ClockRender, ShowsWhatIsPromisedAndHowItWent) {
  EXPECT_EQ(ClocksText(Parsed<Ticket>(
                "ticket_id: 'TK-1' policy_id: 'gold' escalation_level: 1 "
                "clocks { metric: SLA_METRIC_FIRST_RESPONSE instance: 1 phase: PHASE_STOPPED "
                "  used_working { seconds: 5400 } target { seconds: 3600 } "
                "  breach_time { seconds: 3600 } outcome: CLOCK_OUTCOME_MISSED } "
                "clocks { metric: SLA_METRIC_UPDATE instance: 2 phase: PHASE_PAUSED "
                "  used_working { nanos: 250000000 } } "
                "clocks { metric: SLA_METRIC_RESOLUTION instance: 1 phase: PHASE_RUNNING "
                "  used_working {} target { seconds: 7200 } running_since_time { seconds: 60 } "
                "  deadline_time { seconds: 7260 } "
                "  levels { level_id: 'near' due_time { seconds: 5100 } } "
                "  levels { level_id: 'robot' due_time { seconds: 9000 } } }")),
            "ticket     TK-1\n"
            "policy     gold\n"
            "escalated  1\n"
            "\n"
            "clock             state    used   target  running since             "
            "deadline                  breached                  next\n"
            "first_response 1  missed   1h30m  1h                                "
            "                          1970-01-01T01:00:00.000Z  \n"
            "update 2          paused   250ms                                    "
            "                                                    \n"
            "resolution 1      running  0s     2h      1970-01-01T00:01:00.000Z  "
            "1970-01-01T02:01:00.000Z                            "
            "near at 1970-01-01T01:25:00.000Z, robot at 1970-01-01T02:30:00.000Z\n");
}

TEST(ClockRender, SaysThatNothingIsPromised) {
  EXPECT_EQ(ClocksText(Parsed<Ticket>(
                "ticket_id: 'TK-1' clocks { metric: SLA_METRIC_REQUESTER_WAIT instance: 1 "
                "phase: PHASE_RUNNING running_since_time { seconds: 60 } }")),
            "ticket     TK-1\n"
            "policy     none: nothing is promised\n"
            "escalated  0\n"
            "\n"
            "clock             state    used  target  running since             "
            "deadline  breached  next\n"
            "requester_wait 1  running                1970-01-01T00:01:00.000Z  "
            "                    \n");
}

TEST(ClockRender, ShowsCustomersNoClocks) {
  EXPECT_EQ(ClocksText(Parsed<Ticket>("ticket_id: 'TK-1'")),
            "ticket  TK-1\n"
            "clocks  shown to staff alone\n");
}

TEST(ClockRender, TellsSpansByTheirParts) {
  EXPECT_EQ(SpanText(milliseconds(0)), "0s");
  EXPECT_EQ(SpanText(milliseconds(7)), "7ms");
  EXPECT_EQ(SpanText(milliseconds(65'000)), "1m5s");
  EXPECT_EQ(SpanText(std::chrono::hours(40)), "40h");
  EXPECT_EQ(SpanText(milliseconds(3'600'001)), "1h1ms");
}

}  // namespace
}  // namespace docket::docketctl
