// The incident log of ServiceNow, planned whole and held against the rows that figures.py counts in
// it. What Docket makes of it is compared in tests/scenario.

#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "libs/testing/scratch_directory.h"
#include "tests/import/incident_log.h"
#include "tests/import/python.h"
#include "tools/docketctl/import/mapping.h"
#include "tools/docketctl/import/plan.h"
#include "tools/docketctl/import/xz_input.h"

namespace docket::docketctl {
namespace {

constexpr char kFigures[] = DOCKET_SOURCE_DIR "/tests/import/figures.py";
constexpr char kMapping[] = DOCKET_SOURCE_DIR "/tools/docketctl/mappings/servicenow.yaml";

// Planned once for all tests: the log has 119,998 rows.
class ServiceNow : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!std::filesystem::exists(IncidentLog())) return;
    const auto input = OpenInput(IncidentLog());
    const testing::ScratchDirectory scratch;
    RejectedFile rejected(scratch.path() + "/rejected.csv");
    plan_ =
        std::make_unique<Plan>(MakePlan(LoadMapping(kMapping).value(), **input, rejected).value());
  }
  static void TearDownTestSuite() { plan_.reset(); }

  void SetUp() override {
    if (!plan_) GTEST_SKIP() << "no incident log at " << IncidentLog() << "; set DOCKET_REAL_DATA";
  }

  static std::unique_ptr<Plan> plan_;
};

std::unique_ptr<Plan> ServiceNow::plan_;

TEST_F(ServiceNow, IsPlannedWithTheRowsThatPythonCounts) {
  const Finished python = RunPython({kFigures, "source", IncidentLog().string()});
  ASSERT_EQ(python.exit_status, 0);
  const auto figures = nlohmann::json::parse(python.output);
  EXPECT_EQ(plan_->counts.rows, figures["rows"]);
  EXPECT_EQ(plan_->counts.cases, figures["tickets"]);
  EXPECT_EQ(plan_->counts.unchanged, figures["unchanged"]);
  EXPECT_EQ(nlohmann::json(plan_->counts.rejected), figures["rejected"]);
  EXPECT_EQ(plan_->counts.back_to_new, 1u);
  EXPECT_EQ(plan_->counts.time_raised, 0u);
}

}  // namespace
}  // namespace docket::docketctl
