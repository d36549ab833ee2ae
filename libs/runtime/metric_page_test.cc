#include "libs/runtime/metric_page.h"

#include <array>

#include <gtest/gtest.h>

namespace docket::runtime {
namespace {

constexpr Metric kServing{"docket_eventing_unit_serving", "Whether it serves"};
constexpr Metric kFolded{"docket_eventing_commits_folded_total", "Commits"};
constexpr Metric kTook{"docket_rpc_call_duration_seconds", "Calls"};

TEST(MetricPage, WritesSamplesOfOneNameTogetherWhateverComesBetween) {
  MetricPage page;
  page.AddGauge(kServing, {{"partition", "0"}}, 1);
  page.AddCounter(kFolded, {}, 1234567);
  page.AddGauge(kServing, {{"partition", "1"}}, 0);
  EXPECT_EQ(page.Text(),
            "# HELP docket_eventing_unit_serving Whether it serves\n"
            "# TYPE docket_eventing_unit_serving gauge\n"
            "docket_eventing_unit_serving{partition=\"0\"} 1\n"
            "docket_eventing_unit_serving{partition=\"1\"} 0\n"
            "# HELP docket_eventing_commits_folded_total Commits\n"
            "# TYPE docket_eventing_commits_folded_total counter\n"
            "docket_eventing_commits_folded_total 1234567\n");
}

TEST(MetricPage, AddsUpTheCountsOfAHistogram) {
  constexpr std::array<double, 2> kBounds{0.5, 2};
  MetricPage page;
  page.AddHistogram(kTook, {{"method", "/a"}}, {kBounds, {3, 2, 1}, 7.5});
  EXPECT_EQ(page.Text(),
            "# HELP docket_rpc_call_duration_seconds Calls\n"
            "# TYPE docket_rpc_call_duration_seconds histogram\n"
            "docket_rpc_call_duration_seconds_count{method=\"/a\"} 6\n"
            "docket_rpc_call_duration_seconds_sum{method=\"/a\"} 7.5\n"
            "docket_rpc_call_duration_seconds_bucket{method=\"/a\",le=\"0.5\"} 3\n"
            "docket_rpc_call_duration_seconds_bucket{method=\"/a\",le=\"2\"} 5\n"
            "docket_rpc_call_duration_seconds_bucket{method=\"/a\",le=\"+Inf\"} 6\n");
}

TEST(MetricPage, KeepsWhatALabelSaysInsideItsQuotes) {
  MetricPage page;
  page.AddGauge(kServing, {{"topic", "a\"b\\c\nd"}}, 1);
  EXPECT_NE(page.Text().find("{topic=\"a\\\"b\\\\c\\nd\"} 1\n"), std::string::npos) << page.Text();
}

TEST(MetricPageDeathTest, RefusesTwoMeaningsOfOneName) {
  MetricPage page;
  page.AddGauge(kServing, {}, 1);
  EXPECT_DEATH(page.AddCounter(kServing, {}, 1), "");
}

}  // namespace
}  // namespace docket::runtime
