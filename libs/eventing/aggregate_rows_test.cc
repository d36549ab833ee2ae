#include "libs/eventing/aggregate_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/simulated_store.h"
#include "libs/testing/toy/umbrella.h"

namespace docket::eventing {
namespace {

using ::testing::ElementsAre;
using testing::Umbrella;

const AggregateKindOf<Umbrella> kKind;

AggregateRow SomeRow() {
  AggregateRow row = FreshRow(kKind);
  row.head = {
      .version = 7, .digest = Digest::Of("seven"), .time = FromMillis(-86'400'000), .settings = 3};
  row.tenant = "acme";
  static_cast<Umbrella::State&>(*row.state).set_loans(2);
  return row;
}

TEST(AggregateRow, ReadsWhatItWrote) {
  const std::string bytes = EncodeRow(SomeRow());
  const absl::StatusOr<AggregateRow> row = DecodeRow(kKind, bytes);
  ASSERT_TRUE(row.ok()) << row.status();
  EXPECT_EQ(row->head.version, 7);
  EXPECT_EQ(row->head.digest, Digest::Of("seven"));
  EXPECT_EQ(row->head.time, FromMillis(-86'400'000));
  EXPECT_EQ(row->head.settings, 3);
  EXPECT_EQ(row->tenant, "acme");
  EXPECT_EQ(static_cast<const Umbrella::State&>(*row->state).loans(), 2);
  EXPECT_EQ(EncodeRow(*row), bytes);
}

TEST(AggregateRow, ReadsAFreshState) {
  AggregateRow row = FreshRow(kKind);
  row.tenant = "acme";
  EXPECT_TRUE(DecodeRow(kKind, EncodeRow(row)).ok());
}

// The content digest of a table leaves out the first 16 bytes of a value.
TEST(AggregateRow, BeginsWithTheDigestAndHoldsItNowhereElse) {
  AggregateRow other = SomeRow();
  other.head.digest = Digest::Of("another log");
  EXPECT_EQ(EncodeRow(SomeRow()).substr(0, Digest::kSize), Digest::Of("seven").bytes());
  EXPECT_EQ(EncodeRow(SomeRow()).substr(Digest::kSize), EncodeRow(other).substr(Digest::kSize));
}

TEST(AggregateRow, IsDataLossWhenCutOrDamaged) {
  const std::string bytes = EncodeRow(SomeRow());
  const size_t whole_without_state = bytes.size() - SomeRow().state->ByteSizeLong();
  for (size_t size = 0; size < whole_without_state; ++size) {
    EXPECT_EQ(DecodeRow(kKind, bytes.substr(0, size)).status().code(), absl::StatusCode::kDataLoss)
        << size;
  }
  EXPECT_EQ(DecodeRow(kKind, bytes + "\xff").status().code(), absl::StatusCode::kDataLoss);
}

TEST(AggregateKeys, SortCommitsOfAnAggregateByVersion) {
  EXPECT_LT(CommitKey("UM-1", 9), CommitKey("UM-1", 10));
  EXPECT_LT(CommitKey("UM-1", 255), CommitKey("UM-1", 256));
  EXPECT_LT(CommitKey("UM-1", UINT64_MAX), CommitKey("UM-2", 1));
  EXPECT_NE(DoneKey("UM-1", Digest::Of("a")), DoneKey("UM-1", Digest::Of("b")));
}

TEST(AggregateTables, StandInTheirOrder) {
  std::vector<std::string> names;
  for (const store::TableSpec& spec : AggregateTables::Specs("umbrella")) {
    names.push_back(spec.name);
  }
  EXPECT_THAT(names, ElementsAre("umbrella", "umbrella.commits", "umbrella.done"));
  EXPECT_EQ(AggregateTables::At(3).commits, 4);
  EXPECT_EQ(AggregateTables::At(3).done, 5);
}

TEST(AggregateRow, IsFoundByReadersOnceWritten) {
  testing::SimulatedStore store(AggregateTables::Specs("umbrella"));
  const AggregateTables tables = AggregateTables::At(0);
  store.get().Put(tables.rows, "UM-1", EncodeRow(SomeRow()));
  ASSERT_TRUE(store.get().WriteWindow().ok());
  const auto view = store.get().View();
  const auto found = ReadRow(kKind, tables, *view, "UM-1");
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_EQ((*found)->head.version, 7);
  EXPECT_FALSE(ReadRow(kKind, tables, *view, "UM-2")->has_value());
}

TEST(AggregateRow, TellsTheGreatestTimeOfAll) {
  testing::SimulatedStore store(AggregateTables::Specs("umbrella"));
  const AggregateTables tables = AggregateTables::At(0);
  EXPECT_EQ(*ReadGreatestTime(tables, *store.get().View()), Time{});
  for (const auto& [id, millis] : {std::pair("a", 5), std::pair("b", 9), std::pair("c", 7)}) {
    AggregateRow row = SomeRow();
    row.head.time = FromMillis(millis);
    store.get().Put(tables.rows, id, EncodeRow(row));
  }
  ASSERT_TRUE(store.get().WriteWindow().ok());
  EXPECT_EQ(*ReadGreatestTime(tables, *store.get().View()), FromMillis(9));
  store.get().Put(tables.rows, "b", "cut");
  ASSERT_TRUE(store.get().WriteWindow().ok());
  EXPECT_EQ(ReadGreatestTime(tables, *store.get().View()).status().code(),
            absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace docket::eventing
