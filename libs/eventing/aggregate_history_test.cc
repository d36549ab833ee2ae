#include "libs/eventing/aggregate_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/eventing/aggregate_table.h"
#include "libs/testing/simulated_store.h"
#include "libs/testing/toy/umbrella_history.h"

namespace docket::eventing {
namespace {

using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::LentText;
using testing::Umbrella;
using testing::UmbrellaHistory;

constexpr Time kNoon = FromMillis(43'200'000);

const AggregateKindOf<Umbrella> kKind;

// Four commits of the red umbrella: at noon, two a minute later, one five minutes later; and one of
// another, whose id comes after.
class AggregateHistoryTest : public ::testing::Test {
 protected:
  AggregateHistoryTest() {
    AggregateTable table(kKind, AggregateTables::At(0), store_.get());
    const auto fold = [&](const Commit& commit) { ASSERT_TRUE(table.Fold(commit).ok()); };
    fold(red_.Add(LentText(1, "ada", kNoon), kNoon, "r1"));
    fold(red_.Add("reminded { loan: 1 }", kNoon + minutes(1), "r2"));
    fold(red_.Add("collected { loan: 1 }", kNoon + minutes(1), "r3"));
    fold(red_.Add(LentText(2, "bob", kNoon), kNoon + minutes(5), "r4"));
    fold(blue_.Add(LentText(1, "eve", kNoon), kNoon, "b1"));
    table.PutChangedRows();
    EXPECT_TRUE(store_.get().WriteWindow().ok());
    view_ = store_.get().View();
  }

  std::vector<uint64_t> Versions(const CommitRange& range, size_t count = 100) {
    std::vector<uint64_t> versions;
    const absl::Status read = ReadCommits(kKind, AggregateTables::At(0), *view_, red_.id(), range,
                                          [&](const Commit& commit) {
                                            versions.push_back(commit.header(kKind).version());
                                            return versions.size() < count;
                                          });
    EXPECT_TRUE(read.ok()) << read;
    return versions;
  }

  // The version of the red umbrella as of then, 0 for none.
  uint64_t VersionAsOf(const AsOf& as_of) {
    const auto row = ReadRowAsOf(kKind, AggregateTables::At(0), *view_, red_.id(), as_of);
    EXPECT_TRUE(row.ok()) << row.status();
    return row->has_value() ? (*row)->head.version : 0;
  }

  testing::SimulatedStore store_{AggregateTables::Specs("umbrella")};
  UmbrellaHistory red_{"red"};
  UmbrellaHistory blue_{"blue"};
  std::unique_ptr<store::ReadView> view_;
};

TEST_F(AggregateHistoryTest, IsReadInBothDirectionsWithinBounds) {
  EXPECT_THAT(Versions({}), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(Versions({.reverse = true}), ElementsAre(4, 3, 2, 1));
  EXPECT_THAT(Versions({.first = 2, .last = 3}), ElementsAre(2, 3));
  EXPECT_THAT(Versions({.last = 3, .reverse = true}, 2), ElementsAre(3, 2));
  EXPECT_THAT(Versions({.first = 5}), IsEmpty());
  EXPECT_THAT(Versions({.first = 3, .last = 2}), IsEmpty());
}

TEST_F(AggregateHistoryTest, EndsAtTheVersionAsked) {
  EXPECT_EQ(VersionAsOf({.version = 0}), 0);
  EXPECT_EQ(VersionAsOf({.version = 1}), 1);
  EXPECT_EQ(VersionAsOf({.version = 3}), 3);
  EXPECT_EQ(VersionAsOf({.version = 9}), 4);
}

TEST_F(AggregateHistoryTest, HoldsAllThatWasDecidedUpToTheInstant) {
  EXPECT_EQ(VersionAsOf({.time = kNoon - std::chrono::milliseconds(1)}), 0);
  EXPECT_EQ(VersionAsOf({.time = kNoon}), 1);
  EXPECT_EQ(VersionAsOf({.time = kNoon + minutes(1)}), 3);
  EXPECT_EQ(VersionAsOf({.time = kNoon + minutes(4)}), 3);
  EXPECT_EQ(VersionAsOf({}), 4);
}

TEST_F(AggregateHistoryTest, EndsInTheRowThatIsKept) {
  const auto folded = ReadRowAsOf(kKind, AggregateTables::At(0), *view_, red_.id(), {});
  const auto kept = ReadRow(kKind, AggregateTables::At(0), *view_, red_.id());
  EXPECT_EQ(EncodeRow(**folded), EncodeRow(**kept));
}

}  // namespace
}  // namespace docket::eventing
