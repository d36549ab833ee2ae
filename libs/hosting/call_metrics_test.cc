#include "libs/hosting/call_metrics.h"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/rpc/testing/desk.h"

namespace docket::hosting {
namespace {

using std::chrono::microseconds;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kSend[] = "/docket.toy.v1.DeskService/Send";
constexpr char kOfSend[] = "method=\"/docket.toy.v1.DeskService/Send\"";

class CallMetricsTest : public ::testing::Test {
 protected:
  void End(std::string_view method, absl::StatusCode code, microseconds took) {
    metrics_.OnCall({.method = method, .code = code, .reason = "", .took = took});
  }
  std::string Text() const {
    runtime::MetricPage page;
    metrics_.AddTo(page);
    return page.Text();
  }
  static std::string Line(const std::string& name, const std::string& labels, int value) {
    return "docket_rpc_call" + name + '{' + kOfSend + labels + "} " + std::to_string(value) + '\n';
  }

  CallMetrics metrics_{rpc::testing::Desk().Services()};
};

TEST_F(CallMetricsTest, CountsCallsByMethodAndCode) {
  End(kSend, absl::StatusCode::kOk, microseconds(1));
  End(kSend, absl::StatusCode::kOk, microseconds(1));
  End(kSend, absl::StatusCode::kUnavailable, microseconds(1));
  EXPECT_THAT(Text(), HasSubstr(Line("s_total", ",code=\"OK\"", 2)));
  EXPECT_THAT(Text(), HasSubstr(Line("s_total", ",code=\"UNAVAILABLE\"", 1)));
  EXPECT_THAT(Text(), Not(HasSubstr("ABORTED")));
}

TEST_F(CallMetricsTest, PutsADurationBelowTheBoundThatItReaches) {
  End(kSend, absl::StatusCode::kOk, microseconds(1'000));
  End(kSend, absl::StatusCode::kOk, microseconds(1'001));
  End(kSend, absl::StatusCode::kOk, std::chrono::hours(1));
  EXPECT_THAT(Text(), HasSubstr(Line("_duration_seconds_bucket", ",le=\"0.0005\"", 0)));
  EXPECT_THAT(Text(), HasSubstr(Line("_duration_seconds_bucket", ",le=\"0.001\"", 1)));
  EXPECT_THAT(Text(), HasSubstr(Line("_duration_seconds_bucket", ",le=\"0.0025\"", 2)));
  EXPECT_THAT(Text(), HasSubstr(Line("_duration_seconds_bucket", ",le=\"30\"", 2)));
  EXPECT_THAT(Text(), HasSubstr(Line("_duration_seconds_bucket", ",le=\"+Inf\"", 3)));
}

TEST_F(CallMetricsTest, TellsDurationsOfMethodsThatNobodyHasCalled) {
  EXPECT_THAT(Text(), HasSubstr(Line("_duration_seconds_count", "", 0)));
}

TEST_F(CallMetricsTest, LeavesOutWhatIsNoMethodOfTheServices) {
  End("/docket.toy.v1.DeskService/Steal", absl::StatusCode::kOk, microseconds(1));
  EXPECT_THAT(Text(), Not(HasSubstr("Steal")));
}

}  // namespace
}  // namespace docket::hosting
