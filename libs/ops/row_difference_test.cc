#include "libs/ops/row_difference.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "libs/testing/simulated_engine.h"

namespace docket::ops {
namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

// A store that has just `rows`.
class StoreOf {
 public:
  explicit StoreOf(const Rows& rows) {
    std::vector<store::Mutation> batch;
    for (const auto& [key, value] : rows) batch.push_back({0, key, value});
    EXPECT_TRUE(engine_->Write(batch).ok());
  }
  std::unique_ptr<store::ReadView> View() const { return engine_->View(); }

 private:
  testing::SimulatedDisk disk_;
  std::unique_ptr<store::Engine> engine_ = *testing::SimulatedEngine::Open(disk_, {"tickets"});
};

std::optional<RowDifference> Compare(const Rows& left, const Rows& right) {
  const StoreOf one(left);
  const StoreOf other(right);
  return *FirstDifference(*one.View(), *other.View(), 0, [] { return true; });
}

// More than are compared at once.
Rows ManyRows() {
  Rows rows;
  for (int i = 1000; i < 2000; ++i) rows.emplace_back(std::to_string(i), "row");
  return rows;
}

TEST(RowDifference, IsNoneBetweenEqualTables) {
  EXPECT_EQ(Compare({}, {}), std::nullopt);
  EXPECT_EQ(Compare(ManyRows(), ManyRows()), std::nullopt);
}

TEST(RowDifference, IsTheKeyWhoseValuesDiffer) {
  Rows other = ManyRows();
  other[700].second = "another row";
  const auto difference = Compare(ManyRows(), other);
  ASSERT_TRUE(difference.has_value());
  EXPECT_EQ(difference->key, "1700");
  EXPECT_TRUE(difference->in_left && difference->in_right);
}

TEST(RowDifference, IsTheKeyThatOneSideLacks) {
  Rows other = ManyRows();
  other.erase(other.begin() + 256);
  const auto lost = Compare(ManyRows(), other);
  ASSERT_TRUE(lost.has_value());
  EXPECT_EQ(lost->key, "1256");
  EXPECT_TRUE(lost->in_left && !lost->in_right);
  const auto stray = Compare(other, ManyRows());
  ASSERT_TRUE(stray.has_value());
  EXPECT_EQ(stray->key, "1256");
  EXPECT_TRUE(!stray->in_left && stray->in_right);
}

TEST(RowDifference, IsFoundBehindTheEndOfOneSide) {
  Rows longer = ManyRows();
  longer.emplace_back("3", "last");
  const auto difference = Compare(ManyRows(), longer);
  ASSERT_TRUE(difference.has_value());
  EXPECT_EQ(difference->key, "3");
  EXPECT_TRUE(!difference->in_left && difference->in_right);
}

}  // namespace
}  // namespace docket::ops
