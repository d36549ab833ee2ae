#include "libs/testing/simulated_engine.h"

#include <set>

#include "libs/testing/engine_contract.h"

namespace docket::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(Engines, EngineContract, ::testing::Values(SimulatedKind()), KindName);

class SimulatedEngineTest : public ::testing::Test {
 protected:
  std::unique_ptr<SimulatedEngine> Open() {
    auto opened = SimulatedEngine::Open(disk_, {"counts", "names"});
    EXPECT_TRUE(opened.ok()) << opened.status();
    return *std::move(opened);
  }
  // Writes `count` to both tables, so that a torn batch would show.
  static absl::Status Count(SimulatedEngine& engine, int count) {
    std::string text = std::to_string(count);
    return engine.Write({{0, "count", text}, {1, "count", text}});
  }
  // The count on a disk that was just opened; -1 if there is none.
  int ReadCount() {
    auto engine = Open();
    auto view = engine->View();
    auto count = view->Get(0, "count");
    EXPECT_EQ(*count, *view->Get(1, "count"));
    return *count ? std::stoi(**count) : -1;
  }

  std::mt19937_64 rng_{7};
  SimulatedDisk disk_;
};

TEST_F(SimulatedEngineTest, IsSetBackToAWholeBatchNeverBeforeTheFlushesItKeeps) {
  std::set<int> survivors;
  for (int round = 0; round < 200; ++round) {
    disk_.Wipe();
    auto engine = Open();
    for (int count = 0; count < 9; ++count) {
      ASSERT_TRUE(Count(*engine, count).ok());
      if (count == 2 || count == 5) {
        ASSERT_TRUE(engine->Flush().ok());
      }
    }
    disk_.Crash(rng_);
    engine.reset();
    survivors.insert(ReadCount());
  }
  EXPECT_THAT(survivors, ::testing::UnorderedElementsAre(-1, 2, 5, 6, 7, 8));
}

TEST_F(SimulatedEngineTest, GoesOnFromWhatACrashLeft) {
  auto engine = Open();
  for (int crash = 0; crash < 50; ++crash) {
    ASSERT_TRUE(Count(*engine, crash).ok());
    ASSERT_TRUE(engine->Flush().ok());
    ASSERT_TRUE(engine->Write({{0, "count", std::nullopt}, {1, "count", std::nullopt}}).ok());
    disk_.Crash(rng_);
    engine.reset();
    EXPECT_LE(ReadCount(), crash);
    engine = Open();
  }
}

TEST_F(SimulatedEngineTest, LeavesNoTraceOfWhatComesAfterACrash) {
  auto engine = Open();
  ASSERT_TRUE(Count(*engine, 1).ok());
  ASSERT_TRUE(engine->Flush().ok());
  disk_.Crash(rng_);
  auto next = Open();
  EXPECT_EQ(Count(*engine, 2).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(engine->Flush().code(), absl::StatusCode::kUnavailable);
  engine.reset();
  ASSERT_TRUE(Count(*next, 3).ok());
  next.reset();
  EXPECT_EQ(ReadCount(), 3);
}

TEST_F(SimulatedEngineTest, FailsForGoodWithoutSpaceAndLosesWhatWasNotFlushed) {
  auto engine = Open();
  ASSERT_TRUE(Count(*engine, 1).ok());
  ASSERT_TRUE(engine->Flush().ok());
  ASSERT_TRUE(Count(*engine, 2).ok());
  disk_.SetNoSpace(true);
  EXPECT_EQ(Count(*engine, 3).code(), absl::StatusCode::kResourceExhausted);
  disk_.SetNoSpace(false);
  EXPECT_EQ(Count(*engine, 4).code(), absl::StatusCode::kUnavailable);
  engine.reset();
  EXPECT_EQ(ReadCount(), 1);
}

TEST_F(SimulatedEngineTest, AnswersDataLossAtDamageUntilWiped) {
  auto engine = Open();
  ASSERT_TRUE(engine->Write({{0, "a", "1"}, {0, "b", "2"}, {0, "c", "3"}, {1, "b", "4"}}).ok());
  disk_.Damage("counts", {"b", "c"});
  auto view = engine->View();
  EXPECT_EQ(view->Get(0, "b").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(*view->Get(0, "c"), "3");
  EXPECT_EQ(*view->Get(1, "b"), "4");
  std::string seen;
  auto see = [&seen](std::string_view key, std::string_view) { return seen += key, true; };
  EXPECT_EQ(view->Scan(0, {}, see).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(seen, "a");
  view.reset();
  disk_.Wipe();
  engine = Open();
  EXPECT_EQ(*engine->View()->Get(0, "b"), std::nullopt);
}

TEST_F(SimulatedEngineTest, DamagesSomeRowOfATableThatHasAny) {
  auto engine = Open();
  disk_.DamageDrawn("counts", rng_);
  ASSERT_TRUE(Count(*engine, 1).ok());
  EXPECT_TRUE(engine->View()->Get(0, "count").ok());
  disk_.DamageDrawn("counts", rng_);
  EXPECT_EQ(engine->View()->Get(0, "count").status().code(), absl::StatusCode::kDataLoss);
}

using SimulatedEngineDeathTest = SimulatedEngineTest;

TEST_F(SimulatedEngineDeathTest, DoesNotForgiveAViewThatOutlivesIt) {
  auto engine = Open();
  auto view = engine->View();
  EXPECT_DEATH(engine.reset(), "views_open_ == 0");
  view.reset();
}

}  // namespace
}  // namespace docket::testing
