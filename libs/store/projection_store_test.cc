#include "libs/store/projection_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/store/rocksdb/rocks_engine.h"
#include "libs/testing/engine_home.h"

namespace docket::store {
namespace {

using ::docket::testing::DirectoryKind;
using ::docket::testing::EngineHome;
using ::docket::testing::EngineKind;
using ::docket::testing::KindName;
using ::docket::testing::Rows;
using ::docket::testing::RowsOf;
using ::docket::testing::SimulatedKind;
using ::testing::HasSubstr;

constexpr TableIndex kTickets = 0;
constexpr TableIndex kByAgent = 1;
constexpr char kInput[] = "docket.ticket.events.v1/3";
constexpr char kOther[] = "docket.setting.events.v1/0";

StoreSpec Spec(uint32_t fold_version = 1) {
  return {.tables = {{"tickets"}, {"tickets_by_agent"}}, .fold_version = fold_version};
}

Position At(int64_t offset) {
  return {.next = offset + 1,
          .last_offset = offset,
          .last_digest = Digest::Of("record " + std::to_string(offset)),
          .accepted = static_cast<uint64_t>(offset) / 2};
}

class ProjectionStoreOver : public ::testing::TestWithParam<EngineKind> {
 protected:
  void SetUp() override { Open(); }

  absl::StatusOr<std::unique_ptr<ProjectionStore>> TryOpen(StoreSpec spec, std::string log_id) {
    auto engine = home_->Open(EngineTables(spec));
    if (!engine.ok()) return engine.status();
    return ProjectionStore::Open(*std::move(engine), std::move(spec), std::move(log_id));
  }
  void Open() {
    auto opened = TryOpen(Spec(), "log-a");
    ASSERT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
  }
  void Reopen() {
    store_.reset();
    Open();
  }
  void WriteWindow() {
    absl::Status status = store_->WriteWindow();
    ASSERT_TRUE(status.ok()) << status;
  }
  std::optional<std::string> Get(std::string_view key) {
    auto value = store_->Get(kTickets, key);
    EXPECT_TRUE(value.ok()) << value.status();
    return value.ok() ? *value : std::nullopt;
  }
  Rows Scan(const KeyRange& range = {}) {
    Rows rows;
    auto keep = [&rows](std::string_view key, std::string_view value) {
      rows.emplace_back(key, value);
      return true;
    };
    EXPECT_TRUE(store_->Scan(kTickets, range, keep).ok());
    return rows;
  }
  Rows Written(TableIndex table = kTickets) { return RowsOf(*store_->View(), table); }

  std::unique_ptr<EngineHome> home_ = GetParam().make_home();
  std::unique_ptr<ProjectionStore> store_;
};

TEST_P(ProjectionStoreOver, ReadsItsOpenWindowAndViewsDoNot) {
  store_->Put(kTickets, "TK-1", "new");
  EXPECT_EQ(Get("TK-1"), "new");
  EXPECT_EQ(Scan(), (Rows{{"TK-1", "new"}}));
  EXPECT_EQ(Written(), Rows{});
  WriteWindow();
  EXPECT_EQ(Get("TK-1"), "new");
  EXPECT_EQ(Written(), (Rows{{"TK-1", "new"}}));
}

TEST_P(ProjectionStoreOver, WritesTheLastChangeOfAKey) {
  store_->Put(kTickets, "TK-1", "new");
  store_->Put(kTickets, "TK-2", "new");
  store_->Put(kTickets, "TK-1", "open");
  store_->Delete(kTickets, "TK-2");
  store_->Delete(kTickets, "TK-3");
  store_->Put(kTickets, "TK-3", "reopened");
  WriteWindow();
  EXPECT_EQ(Written(), (Rows{{"TK-1", "open"}, {"TK-3", "reopened"}}));
}

TEST_P(ProjectionStoreOver, HidesARowThatItsWindowDeletes) {
  store_->Put(kTickets, "TK-1", "new");
  WriteWindow();
  store_->Delete(kTickets, "TK-1");
  EXPECT_EQ(Get("TK-1"), std::nullopt);
  EXPECT_EQ(Scan(), Rows{});
  EXPECT_EQ(Written(), (Rows{{"TK-1", "new"}}));
}

TEST_P(ProjectionStoreOver, LaysTheWindowOverTheWrittenRowsInAScan) {
  for (const char* key : {"b", "d", "f", "h"}) store_->Put(kTickets, key, "written");
  WriteWindow();
  for (const char* key : {"i", "a", "d", "e"}) store_->Put(kTickets, key, "window");
  store_->Delete(kTickets, "f");
  EXPECT_EQ(Scan(), (Rows{{"a", "window"},
                          {"b", "written"},
                          {"d", "window"},
                          {"e", "window"},
                          {"h", "written"},
                          {"i", "window"}}));
  EXPECT_EQ(Scan({"b", "e"}), (Rows{{"b", "written"}, {"d", "window"}}));
  EXPECT_EQ(Scan({"i", ""}), (Rows{{"i", "window"}}));
  EXPECT_EQ(Scan({"i", "a"}), Rows{});
}

TEST_P(ProjectionStoreOver, SortsChangesThatCameAfterAScan) {
  auto name = [](int number) { return std::to_string(100 + number * 37 % 100); };
  Rows expected;
  for (int i = 0; i < 100; ++i) expected.emplace_back(std::to_string(100 + i), "");
  for (int i = 0; i < 40; ++i) store_->Put(kTickets, name(i), "");
  EXPECT_EQ(Scan().size(), 40U);
  for (int i = 40; i < 50; ++i) store_->Put(kTickets, name(i), "");
  EXPECT_EQ(Scan().size(), 50U);
  for (int i = 50; i < 100; ++i) store_->Put(kTickets, name(i), "");
  EXPECT_EQ(Scan(), expected);
}

TEST_P(ProjectionStoreOver, StopsAScanWhereverTheVisitorHasEnough) {
  store_->Put(kTickets, "b", "written");
  store_->Put(kTickets, "d", "written");
  WriteWindow();
  for (const char* key : {"a", "c", "e"}) store_->Put(kTickets, key, "window");
  for (size_t enough = 1; enough <= 5; ++enough) {
    size_t visits = 0;
    auto visit = [&](std::string_view, std::string_view) { return ++visits < enough; };
    EXPECT_TRUE(store_->Scan(kTickets, {}, visit).ok());
    EXPECT_EQ(visits, enough);
  }
}

TEST_P(ProjectionStoreOver, DropsRowsAndPositionsOfItsWindowTogether) {
  store_->Put(kTickets, "TK-1", "new");
  store_->SetPosition(kInput, At(7));
  WriteWindow();
  store_->Put(kTickets, "TK-1", "open");
  store_->Put(kTickets, "TK-2", "new");
  store_->SetPosition(kInput, At(9));
  store_->SetPosition(kOther, At(1));
  store_->DropWindow();
  EXPECT_EQ(Scan(), (Rows{{"TK-1", "new"}}));
  EXPECT_EQ(store_->position(kInput), At(7));
  EXPECT_EQ(store_->position(kOther), Position{});
  EXPECT_TRUE(store_->window_empty());
}

TEST_P(ProjectionStoreOver, KnowsHowMuchWaits) {
  EXPECT_TRUE(store_->window_empty());
  store_->Put(kTickets, "TK-1", std::string(1000, 'x'));
  EXPECT_GE(store_->window_bytes(), 1004U);
  store_->Put(kTickets, "TK-1", "short");
  EXPECT_LT(store_->window_bytes(), 1000U);
  EXPECT_FALSE(store_->window_empty());
  WriteWindow();
  EXPECT_EQ(store_->window_bytes(), 0U);
  EXPECT_TRUE(store_->window_empty());
}

TEST_P(ProjectionStoreOver, WritesAPositionThatMovedWithoutRows) {
  EXPECT_EQ(store_->position(kInput), Position{});
  store_->SetPosition(kInput, At(41));
  EXPECT_FALSE(store_->window_empty());
  WriteWindow();
  EXPECT_TRUE(store_->window_empty());
  Reopen();
  EXPECT_EQ(store_->position(kInput), At(41));
}

TEST_P(ProjectionStoreOver, OpensWithTheRowsAndPositionsThatWereWritten) {
  store_->Put(kTickets, "TK-1", "new");
  store_->SetPosition(kInput, At(7));
  store_->SetPosition(kOther, At(0));
  WriteWindow();
  store_->Put(kTickets, "TK-1", "never written");
  store_->SetPosition(kInput, At(8));
  Reopen();
  EXPECT_EQ(Get("TK-1"), "new");
  EXPECT_EQ(store_->position(kInput), At(7));
  EXPECT_EQ(store_->position(kOther), At(0));
}

TEST_P(ProjectionStoreOver, DoesNotMoveAViewWhenItWrites) {
  store_->Put(kTickets, "TK-1", "new");
  WriteWindow();
  std::unique_ptr<ReadView> view = store_->View();
  store_->Put(kTickets, "TK-1", "open");
  store_->Put(kByAgent, "ada/TK-1", "");
  WriteWindow();
  EXPECT_EQ(RowsOf(*view, kTickets), (Rows{{"TK-1", "new"}}));
  EXPECT_EQ(RowsOf(*view, kByAgent), Rows{});
  EXPECT_EQ(Written(kByAgent), (Rows{{"ada/TK-1", ""}}));
}

TEST_P(ProjectionStoreOver, RefusesTheStoreOfAnotherLog) {
  store_.reset();
  auto opened = TryOpen(Spec(), "log-b");
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(opened.status())), HasSubstr("log-a, not log-b"));
}

TEST_P(ProjectionStoreOver, RefusesTheStoreOfAnotherFold) {
  store_.reset();
  auto opened = TryOpen(Spec(/*fold_version=*/2), "log-a");
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(opened.status())), HasSubstr("fold version: 1, not 2"));
}

TEST_P(ProjectionStoreOver, CallsRowsWithoutAnOwnerDamage) {
  store_.reset();
  auto engine = home_->Open(EngineTables(Spec()));
  ASSERT_TRUE(engine.ok()) << engine.status();
  ASSERT_TRUE((*engine)->Write({{kByAgent, "ada/TK-1", ""}, {3, "owner", std::nullopt}}).ok());
  auto opened = ProjectionStore::Open(*std::move(engine), Spec(), "log-a");
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kDataLoss);
}

TEST_P(ProjectionStoreOver, CallsAnUnreadablePositionDamage) {
  store_.reset();
  auto engine = home_->Open(EngineTables(Spec()));
  ASSERT_TRUE(engine.ok()) << engine.status();
  ASSERT_TRUE((*engine)->Write({{2, kInput, "too short"}}).ok());
  auto opened = ProjectionStore::Open(*std::move(engine), Spec(), "log-a");
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(Message(opened.status())), HasSubstr(kInput));
}

TEST_P(ProjectionStoreOver, HasNeitherRowsNorTheInputsPositionAfterItWasCleared) {
  store_->Put(kTickets, "TK-1", "new");
  store_->Put(kByAgent, "ada/TK-1", "");
  store_->SetPosition(kInput, At(7));
  store_->SetPosition(kOther, At(2));
  WriteWindow();
  std::unique_ptr<ReadView> before = store_->View();
  store_->Put(kTickets, "TK-2", "open");
  store_->SetPosition(kInput, At(8));
  ASSERT_TRUE(store_->Clear({kInput}).ok());
  EXPECT_TRUE(store_->window_empty());
  EXPECT_EQ(store_->position(kInput), Position{});
  EXPECT_EQ(store_->position(kOther), At(2));
  EXPECT_EQ(PositionsIn(*before, Spec())->at(kInput), At(7));
  EXPECT_EQ(RowsOf(*before, kTickets), (Rows{{"TK-1", "new"}}));
  before.reset();
  Reopen();
  EXPECT_EQ(store_->position(kInput), Position{});
  EXPECT_EQ(store_->position(kOther), At(2));
  EXPECT_EQ(RowsOf(*store_->View(), kTickets), Rows{});
  EXPECT_EQ(RowsOf(*store_->View(), kByAgent), Rows{});
}

TEST_P(ProjectionStoreOver, FoldsAgainAfterItWasCleared) {
  store_->Put(kTickets, "TK-1", "new");
  store_->SetPosition(kInput, At(7));
  WriteWindow();
  ASSERT_TRUE(store_->Clear({kInput, kOther}).ok());
  store_->Put(kTickets, "TK-3", "new");
  store_->SetPosition(kInput, At(7));
  WriteWindow();
  EXPECT_EQ(Get("TK-1"), std::nullopt);
  Reopen();
  EXPECT_EQ(store_->position(kInput), At(7));
  EXPECT_EQ(RowsOf(*store_->View(), kTickets), (Rows{{"TK-3", "new"}}));
}

EngineKind RocksKind() {
  auto resources = std::make_shared<SharedResources>();
  return DirectoryKind("Rocks", [resources](const auto& directory, const auto& tables) {
    return RocksEngine::Open(directory, tables, *resources);
  });
}

INSTANTIATE_TEST_SUITE_P(Engines, ProjectionStoreOver,
                         ::testing::Values(SimulatedKind(), RocksKind()), KindName);

// An engine that remembers the batches it was given.
class RecordingEngine final : public Engine {
 public:
  explicit RecordingEngine(std::vector<std::vector<Mutation>>& batches) : batches_(batches) {}
  std::unique_ptr<ReadView> View() const override { return std::make_unique<EmptyView>(); }
  absl::Status Write(const std::vector<Mutation>& batch) override {
    batches_.push_back(batch);
    return absl::OkStatus();
  }
  absl::Status Clear(const std::vector<TableIndex>&, const std::vector<Mutation>&) override {
    return absl::OkStatus();
  }
  absl::Status Flush() override { return absl::OkStatus(); }

 private:
  class EmptyView final : public ReadView {
    absl::StatusOr<std::optional<std::string>> Get(TableIndex, std::string_view) const override {
      return std::nullopt;
    }
    absl::Status Scan(TableIndex, const KeyRange&, const RowVisitor&, bool) const override {
      return absl::OkStatus();
    }
  };
  std::vector<std::vector<Mutation>>& batches_;
};

TEST(ProjectionStore, WritesRowsAndPositionsInOneBatchOrderedByTableAndKey) {
  std::vector<std::vector<Mutation>> batches;
  auto store = ProjectionStore::Open(std::make_unique<RecordingEngine>(batches), Spec(), "log-a");
  ASSERT_TRUE(store.ok()) << store.status();
  batches.clear();
  (*store)->SetPosition(kInput, At(7));
  (*store)->SetPosition(kOther, At(2));
  (*store)->Put(kByAgent, "ada/TK-1", "");
  (*store)->Put(kTickets, "TK-2", "new");
  (*store)->Delete(kTickets, "TK-1");
  ASSERT_TRUE((*store)->WriteWindow().ok());
  ASSERT_TRUE((*store)->WriteWindow().ok());
  ASSERT_EQ(batches.size(), 1U);
  std::vector<std::pair<TableIndex, std::string>> order;
  for (const Mutation& mutation : batches[0]) order.emplace_back(mutation.table, mutation.key);
  EXPECT_THAT(order, ::testing::ElementsAre(std::pair(0, "TK-1"), std::pair(0, "TK-2"),
                                            std::pair(1, "ada/TK-1"), std::pair(2, kOther),
                                            std::pair(2, kInput)));
}

TEST(ProjectionStore, ReportsDamageWhereverItMeetsIt) {
  testing::SimulatedDisk disk;
  auto open = [&disk] {
    auto engine = testing::SimulatedEngine::Open(disk, EngineTables(Spec()));
    return ProjectionStore::Open(*std::move(engine), Spec(), "log-a");
  };
  {
    auto store = open();
    (*store)->Put(kTickets, "TK-1", "new");
    ASSERT_TRUE((*store)->WriteWindow().ok());
    disk.Damage("tickets", KeyRange::Prefix("TK-1"));
    EXPECT_EQ((*store)->Get(kTickets, "TK-1").status().code(), absl::StatusCode::kDataLoss);
    auto visit = [](std::string_view, std::string_view) { return true; };
    EXPECT_EQ((*store)->Scan(kTickets, {}, visit).code(), absl::StatusCode::kDataLoss);
  }
  EXPECT_TRUE(open().ok());
  disk.Damage("meta", {});
  EXPECT_EQ(open().status().code(), absl::StatusCode::kDataLoss);
}

TEST(ProjectionStoreDeathTest, DoesNotLetAVisitorChangeIt) {
  testing::SimulatedDisk disk;
  auto engine = testing::SimulatedEngine::Open(disk, EngineTables(Spec()));
  auto store = ProjectionStore::Open(*std::move(engine), Spec(), "log-a");
  (*store)->Put(kTickets, "TK-1", "new");
  auto visit = [&](std::string_view key, std::string_view) {
    (*store)->Delete(kTickets, std::string(key));
    return true;
  };
  EXPECT_DEATH(static_cast<void>((*store)->Scan(kTickets, {}, visit)), "scans_running_ == 0");
}

}  // namespace
}  // namespace docket::store
