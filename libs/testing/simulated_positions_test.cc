#include "libs/testing/simulated_positions.h"

#include <chrono>
#include <optional>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "libs/testing/simulated_event_log.h"
#include "libs/testing/simulated_log.h"

namespace docket::testing {
namespace {

using std::chrono::seconds;

const log::TopicPartition kPlace{"tickets", 0};

class SimulatedPositionsTest : public ::testing::Test {
 protected:
  void Run() { log_.Advance(log_.schedule().now() + seconds(1000)); }

  // What the log keeps in truth.
  log::Offset Kept() {
    const auto kept = log_.positions().find({"group", kPlace});
    return kept == log_.positions().end() ? log::Positions::kNone : kept->second;
  }

  std::mt19937_64 rng_{7};
  SimulatedLog log_{{.topics = {{"tickets", 1}}}, rng_};
  SimulatedEventLog process_{log_};
  SimulatedPositions positions_{log_, process_};
};

TEST_F(SimulatedPositionsTest, StoresNowLaterOrNeverWhenItFails) {
  std::set<log::Offset> kept;
  for (int i = 0; i < 100; ++i) {
    log_.positions().clear();
    log_.SetFaults({.position_fails = 1});
    const auto failed = positions_.Store("group", kPlace, 1);
    log_.Advance(log_.schedule().now());
    EXPECT_EQ(positions_.Poll(failed)->status().code(), absl::StatusCode::kUnavailable);
    log_.SetFaults({});
    const auto stored = positions_.Store("group", kPlace, 2);
    log_.Advance(log_.schedule().now());
    EXPECT_EQ(positions_.Poll(stored)->value(), 2);
    Run();
    kept.insert(Kept());
  }
  EXPECT_EQ(kept, (std::set<log::Offset>{1, 2}));
}

TEST_F(SimulatedPositionsTest, LeavesNoTraceAfterACut) {
  positions_.Cut();
  const auto stored = positions_.Store("group", kPlace, 1);
  Run();
  EXPECT_FALSE(positions_.Poll(stored).has_value());
  EXPECT_EQ(Kept(), log::Positions::kNone);
}

TEST_F(SimulatedPositionsTest, MayStoreWhatWasAskedBeforeACut) {
  std::set<log::Offset> kept;
  for (int i = 0; i < 100; ++i) {
    log_.positions().clear();
    SimulatedPositions process(log_, process_);
    process.Store("group", kPlace, 1);
    process.Cut();
    Run();
    kept.insert(Kept());
  }
  EXPECT_EQ(kept, (std::set<log::Offset>{log::Positions::kNone, 1}));
}

}  // namespace
}  // namespace docket::testing
