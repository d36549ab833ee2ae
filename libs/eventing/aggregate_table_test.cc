#include "libs/eventing/aggregate_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/proto_time.h"
#include "libs/eventing/command.h"
#include "libs/testing/simulated_store.h"
#include "libs/testing/toy/umbrella_history.h"

namespace docket::eventing {
namespace {

using testing::LentText;
using testing::Umbrella;
using testing::UmbrellaHistory;

constexpr Time kNoon = FromMillis(43'200'000);
constexpr char kReminded[] = "reminded { loan: 1 }";

const AggregateKindOf<Umbrella> kKind;
const std::string kLent = LentText(1, "ada", kNoon);

class AggregateTableTest : public ::testing::Test {
 protected:
  AggregateTableTest() { Open(); }
  void Open() { table_.emplace(kKind, AggregateTables::At(0), store_.get()); }
  // As a new process over what is written.
  void Restart() {
    table_.reset();
    store_.Reopen();
    Open();
  }
  void Write() {
    table_->PutChangedRows();
    ASSERT_TRUE(store_.get().WriteWindow().ok());
  }
  std::string_view Fold(const Commit& commit) {
    const absl::StatusOr<FoldedCommit> folded = table_->Fold(commit);
    return folded.ok() ? ToText(folded->verdict) : docket::Message(folded.status());
  }
  const AggregateRow& Load(const std::string& id) {
    absl::StatusOr<const AggregateRow*> row = table_->Load(id);
    EXPECT_TRUE(row.ok()) << row.status();
    return **row;
  }
  std::string StateOf(const std::string& id) { return Load(id).state->ShortDebugString(); }
  std::optional<uint64_t> FindDone(const std::string& id, std::string_view request) {
    return *table_->FindDone(id, PersonCommandId("acme", "clerk", request));
  }

  testing::SimulatedStore store_{AggregateTables::Specs("umbrella")};
  std::optional<AggregateTable> table_;
};

TEST_F(AggregateTableTest, FoldsAcceptedCommitsIntoStateAndHead) {
  UmbrellaHistory history("red");
  EXPECT_EQ(Fold(history.Add(kLent)), "accepted");
  EXPECT_EQ(Fold(history.Add(kReminded)), "accepted");
  const AggregateRow& row = Load(history.id());
  EXPECT_EQ(row.head.version, 2);
  EXPECT_EQ(row.head.digest, history.head().digest);
  EXPECT_EQ(row.head.time, kNoon);
  EXPECT_EQ(row.tenant, "acme");
  EXPECT_TRUE(static_cast<const Umbrella::State&>(*row.state).reminded());
}

TEST_F(AggregateTableTest, LeavesNoTraceOfWhatItIgnores) {
  UmbrellaHistory history("red");
  const Commit first = history.Add(kLent);
  const Commit rival = history.Propose(kReminded, kNoon, "rival");
  const Commit second = history.Add("collected { loan: 1 }");
  ASSERT_EQ(Fold(first), "accepted");
  EXPECT_EQ(Fold(first), "duplicate");
  ASSERT_EQ(Fold(second), "accepted");
  EXPECT_EQ(Fold(rival), "lost_race");
  EXPECT_EQ(Fold(first), "stale");
  EXPECT_EQ(FindDone(history.id(), "rival"), std::nullopt);
  EXPECT_EQ(StateOf(history.id()), "loans: 1");
  EXPECT_EQ(table_->ReadAccepted(history.id(), 2)->digest, second.digest);
}

TEST_F(AggregateTableTest, RefusesToFoldOverAGap) {
  UmbrellaHistory history("red");
  history.Add(kLent);
  EXPECT_EQ(Fold(history.Add(kReminded)), "gap");
  EXPECT_EQ(Load(history.id()).head.version, 0);
}

TEST_F(AggregateTableTest, KeepsItsRowsAcrossWindowsAndRestarts) {
  UmbrellaHistory history("red");
  Fold(history.Add(kLent));
  Write();
  Fold(history.Add(kReminded));  // On the row that is in memory.
  Write();
  Restart();
  EXPECT_EQ(Load(history.id()).head.digest, history.head().digest);
  EXPECT_EQ(Fold(history.Add("collected { loan: 1 }")), "accepted");
  Write();
  Restart();
  EXPECT_EQ(StateOf(history.id()), "loans: 1");
  EXPECT_EQ(Load(history.id()).head.version, 3);
}

TEST_F(AggregateTableTest, WritesARowOncePerWindow) {
  UmbrellaHistory history("red");
  Fold(history.Add(kLent));
  table_->PutChangedRows();
  const size_t bytes = store_.get().window_bytes();
  table_->PutChangedRows();
  EXPECT_EQ(store_.get().window_bytes(), bytes);
  Fold(history.Add(kReminded));
  Write();
  Restart();
  EXPECT_EQ(Load(history.id()).head.version, 2);
}

TEST_F(AggregateTableTest, ForgetsWhatADroppedWindowHeld) {
  UmbrellaHistory history("red");
  Fold(history.Add(kLent));
  Write();
  const Head before = history.head();
  Fold(history.Add(kReminded));
  store_.get().DropWindow();
  table_->Forget();
  EXPECT_EQ(Load(history.id()).head.digest, before.digest);
  EXPECT_EQ(FindDone(history.id(), "2"), std::nullopt);
  Write();
  Restart();
  EXPECT_EQ(Load(history.id()).head.version, 1);
}

TEST_F(AggregateTableTest, StaysBoundedAndLosesNothing) {
  constexpr int kMany = 10'000;
  std::vector<UmbrellaHistory> histories;
  for (int i = 0; i < kMany; ++i) {
    Fold(histories.emplace_back("umbrella " + std::to_string(i)).Add(kLent));
    if (i % 500 == 0) Write();
  }
  Write();
  for (UmbrellaHistory& history : histories) {
    ASSERT_EQ(Load(history.id()).head.digest, history.head().digest);
    EXPECT_LE(table_->cached(), AggregateTable::kCachedMax);
  }
}

TEST_F(AggregateTableTest, StaysBoundedWhenOnlyRead) {
  for (size_t i = 0; i < 3 * AggregateTable::kCachedMax; ++i) {
    Load("UM-" + std::to_string(i));
    ASSERT_LE(table_->cached(), AggregateTable::kCachedMax);
  }
}

TEST_F(AggregateTableTest, BelongsToTheTenantOfItsFirstCommit) {
  UmbrellaHistory history("red", "globex");
  Fold(history.Add(kLent));
  EXPECT_EQ(Load(history.id()).tenant, "globex");
  Write();
  Restart();
  EXPECT_EQ(Load(history.id()).tenant, "globex");
}

TEST_F(AggregateTableTest, RemembersWhichCommandMadeWhichVersion) {
  UmbrellaHistory history("red");
  Fold(history.Add(kLent, kNoon, "first"));
  Write();
  Fold(history.Add(kReminded, kNoon, "second"));
  EXPECT_EQ(FindDone(history.id(), "first"), 1);
  EXPECT_EQ(FindDone(history.id(), "second"), 2);
  EXPECT_EQ(FindDone(history.id(), "third"), std::nullopt);
  EXPECT_EQ(FindDone("UM-another", "first"), std::nullopt);
}

TEST_F(AggregateTableTest, GivesBackTheBytesOfAnAcceptedCommit) {
  UmbrellaHistory history("red");
  const Commit first = history.Add(kLent);
  Fold(first);
  Fold(history.Add(kReminded));
  Write();
  absl::StatusOr<Commit> read = table_->ReadAccepted(history.id(), 1);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->bytes, first.bytes);
  EXPECT_EQ(table_->ReadAccepted(history.id(), 3).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(AggregateTableTest, DoesNotTouchAHeadThatItCannotRead) {
  UmbrellaHistory history("red");
  Fold(history.Add(kLent));
  Write();
  store_.disk().Damage("umbrella", {});
  Restart();
  EXPECT_EQ(table_->Fold(history.Add(kReminded)).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace docket::eventing
