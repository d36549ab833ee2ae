#pragma once

// What every engine promises (libs/store/engine.h), as a suite. A test of an engine includes this
// in one source and instantiates it:
//
//   INSTANTIATE_TEST_SUITE_P(Engines, EngineContract, ::testing::Values(SimulatedKind()),
//   KindName);

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/store/engine.h"
#include "libs/testing/engine_home.h"

namespace docket::testing {

class EngineContract : public ::testing::TestWithParam<EngineKind> {
 protected:
  static constexpr store::TableIndex kFruit = 0;
  static constexpr store::TableIndex kTrees = 1;

  void SetUp() override { Open(); }

  void Open() {
    auto opened = home_->Open({"fruit", "trees"});
    ASSERT_TRUE(opened.ok()) << opened.status();
    engine_ = *std::move(opened);
  }
  void Reopen() {
    engine_.reset();
    Open();
  }
  void Write(const std::vector<store::Mutation>& batch) {
    absl::Status status = engine_->Write(batch);
    ASSERT_TRUE(status.ok()) << status;
  }
  void WriteFruit() {
    Write({{kFruit, "apple", "red"}, {kFruit, "banana", "yellow"}, {kFruit, "cherry", "dark"}});
  }
  std::optional<std::string> Get(store::TableIndex table, std::string_view key) {
    auto value = engine_->View()->Get(table, key);
    EXPECT_TRUE(value.ok()) << value.status();
    return value.ok() ? *value : std::nullopt;
  }
  Rows Scan(const store::KeyRange& range = {}, bool reverse = false) {
    return RowsOf(*engine_->View(), kFruit, range, reverse);
  }

  std::unique_ptr<EngineHome> home_ = GetParam().make_home();
  std::unique_ptr<store::Engine> engine_;
};

TEST_P(EngineContract, IsEmptyAtFirst) {
  EXPECT_EQ(Get(kFruit, "apple"), std::nullopt);
  EXPECT_EQ(Scan(), Rows{});
}

TEST_P(EngineContract, ReadsWhatWasWritten) {
  WriteFruit();
  EXPECT_EQ(Get(kFruit, "banana"), "yellow");
  Write({{kFruit, "banana", "brown"}, {kFruit, "apple", std::nullopt}});
  EXPECT_EQ(Scan(), (Rows{{"banana", "brown"}, {"cherry", "dark"}}));
}

TEST_P(EngineContract, AppliesABatchInItsOrder) {
  Write({{kFruit, "fig", "green"}, {kFruit, "fig", std::nullopt}, {kFruit, "fig", "blue"}});
  EXPECT_EQ(Get(kFruit, "fig"), "blue");
}

TEST_P(EngineContract, KeepsTablesApart) {
  Write({{kFruit, "apple", "a fruit"}, {kTrees, "apple", "a tree"}, {kTrees, "oak", "a tree"}});
  EXPECT_EQ(Get(kFruit, "apple"), "a fruit");
  EXPECT_EQ(Get(kFruit, "oak"), std::nullopt);
  EXPECT_EQ(Scan(), (Rows{{"apple", "a fruit"}}));
}

TEST_P(EngineContract, DeletesWhatIsNotThere) {
  Write({{kFruit, "apple", std::nullopt}});
  EXPECT_EQ(Scan(), Rows{});
}

TEST_P(EngineContract, TakesAnyBytesAndOrdersThemUnsigned) {
  const std::string nul("\0", 1);
  Write(
      {{kFruit, "", "empty"}, {kFruit, "\xff", ""}, {kFruit, nul, nul}, {kFruit, "\x7f", "\xfe"}});
  EXPECT_EQ(Scan(), (Rows{{"", "empty"}, {nul, nul}, {"\x7f", "\xfe"}, {"\xff", ""}}));
  EXPECT_EQ(Get(kFruit, ""), "empty");
  EXPECT_EQ(Get(kFruit, "\xff"), "");
}

TEST_P(EngineContract, ScansFromTheBeginToBeforeTheEnd) {
  WriteFruit();
  EXPECT_EQ(Scan({"apple", "cherry"}), (Rows{{"apple", "red"}, {"banana", "yellow"}}));
  EXPECT_EQ(Scan({"b", "d"}), (Rows{{"banana", "yellow"}, {"cherry", "dark"}}));
}

TEST_P(EngineContract, TakesAnEmptyEndForNoBound) {
  WriteFruit();
  Write({{kFruit, "\xff\xff", "last"}});
  EXPECT_EQ(Scan({"cherry", ""}), (Rows{{"cherry", "dark"}, {"\xff\xff", "last"}}));
}

TEST_P(EngineContract, FindsNothingInARangeThatEndsBeforeItBegins) {
  WriteFruit();
  EXPECT_EQ(Scan({"cherry", "apple"}), Rows{});
  EXPECT_EQ(Scan({"banana", "banana"}), Rows{});
  EXPECT_EQ(Scan({"cherry", "apple"}, true), Rows{});
}

TEST_P(EngineContract, ScansInReverseWithinTheSameBounds) {
  WriteFruit();
  EXPECT_EQ(Scan({"apple", "cherry"}, true), (Rows{{"banana", "yellow"}, {"apple", "red"}}));
  EXPECT_EQ(Scan({"b", ""}, true), (Rows{{"cherry", "dark"}, {"banana", "yellow"}}));
  EXPECT_EQ(Scan({}, true), (Rows{{"cherry", "dark"}, {"banana", "yellow"}, {"apple", "red"}}));
}

TEST_P(EngineContract, ScansAllKeysOfAPrefixAndNoOthers) {
  Write({{kFruit, "a", ""}, {kFruit, "a\xff", ""}, {kFruit, "a\xff\xff", ""}, {kFruit, "b", ""}});
  EXPECT_EQ(Scan(store::KeyRange::Prefix("a")),
            (Rows{{"a", ""}, {"a\xff", ""}, {"a\xff\xff", ""}}));
  EXPECT_EQ(Scan(store::KeyRange::Prefix("a\xff")), (Rows{{"a\xff", ""}, {"a\xff\xff", ""}}));
  EXPECT_EQ(Scan(store::KeyRange::Prefix("")).size(), 4U);
  EXPECT_EQ(Scan(store::KeyRange::Prefix("\xff")), Rows{});
}

TEST_P(EngineContract, StopsAScanWhenTheVisitorHasEnough) {
  WriteFruit();
  int visits = 0;
  auto stop = [&visits](std::string_view, std::string_view) { return ++visits < 2; };
  EXPECT_TRUE(engine_->View()->Scan(kFruit, {}, stop).ok());
  EXPECT_EQ(visits, 2);
}

TEST_P(EngineContract, LetsAVisitorRead) {
  WriteFruit();
  std::unique_ptr<store::ReadView> view = engine_->View();
  auto read = [&](std::string_view key, std::string_view value) {
    EXPECT_EQ(*view->Get(kFruit, key), value);
    return true;
  };
  EXPECT_TRUE(view->Scan(kFruit, {}, read).ok());
}

TEST_P(EngineContract, DoesNotMoveAView) {
  WriteFruit();
  std::unique_ptr<store::ReadView> before = engine_->View();
  const Rows rows = RowsOf(*before, kFruit);
  Write({{kFruit, "banana", "brown"}, {kFruit, "apple", std::nullopt}, {kFruit, "date", "brown"}});
  ASSERT_TRUE(engine_->Flush().ok());
  Write({{kFruit, "apple", "green"}, {kFruit, "cherry", std::nullopt}});
  EXPECT_EQ(RowsOf(*before, kFruit), rows);
  EXPECT_EQ(*before->Get(kFruit, "date"), std::nullopt);
  EXPECT_EQ(*before->Get(kFruit, "cherry"), "dark");
}

TEST_P(EngineContract, ReadsAViewBesideTheWriter) {
  WriteFruit();
  std::unique_ptr<store::ReadView> view = engine_->View();
  const Rows rows = RowsOf(*view, kFruit);
  std::thread reader([&] {
    for (int i = 0; i < 100; ++i) EXPECT_EQ(RowsOf(*view, kFruit), rows);
  });
  for (int i = 0; i < 100; ++i) Write({{kFruit, "banana", std::to_string(i)}});
  reader.join();
  EXPECT_EQ(Get(kFruit, "banana"), "99");
}

TEST_P(EngineContract, KeepsWhatWasWrittenWhenItCloses) {
  WriteFruit();
  ASSERT_TRUE(engine_->Flush().ok());
  Write({{kTrees, "oak", "tall"}, {kFruit, "apple", std::nullopt}});
  Reopen();
  EXPECT_EQ(Scan(), (Rows{{"banana", "yellow"}, {"cherry", "dark"}}));
  EXPECT_EQ(Get(kTrees, "oak"), "tall");
}

TEST_P(EngineContract, ClearsTheTablesNamedAndNoOther) {
  WriteFruit();
  Write({{kFruit, "", "empty"}, {kFruit, "\xff\xff", "last"}, {kTrees, "oak", "tall"}});
  std::unique_ptr<store::ReadView> before = engine_->View();
  const Rows rows = RowsOf(*before, kFruit);
  ASSERT_TRUE(engine_->Clear({kFruit}, {{kFruit, "banana", "new"}, {kTrees, "elm", "old"}}).ok());
  EXPECT_EQ(Scan(), (Rows{{"banana", "new"}}));
  EXPECT_EQ(Get(kFruit, "\xff\xff"), std::nullopt);
  EXPECT_EQ(Get(kTrees, "oak"), "tall");
  EXPECT_EQ(Get(kTrees, "elm"), "old");
  EXPECT_EQ(RowsOf(*before, kFruit), rows);
}

TEST_P(EngineContract, TakesRowsAgainAfterItWasCleared) {
  WriteFruit();
  ASSERT_TRUE(engine_->Clear({kFruit, kTrees}, {}).ok());
  ASSERT_TRUE(engine_->Clear({kFruit, kTrees}, {}).ok());
  Write({{kFruit, "banana", "green"}});
  Reopen();
  EXPECT_EQ(Scan(), (Rows{{"banana", "green"}}));
}

TEST_P(EngineContract, FlushesNothingWithoutComplaint) {
  EXPECT_TRUE(engine_->Flush().ok());
  EXPECT_TRUE(engine_->Flush().ok());
}

TEST_P(EngineContract, FindsTablesByNameAndMakesMissingOnes) {
  Write({{kTrees, "oak", "tall"}});
  engine_.reset();
  auto opened = home_->Open({"trees", "roots", "fruit"});
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(RowsOf(*(*opened)->View(), 0), (Rows{{"oak", "tall"}}));
  EXPECT_EQ(RowsOf(*(*opened)->View(), 1), Rows{});
}

TEST_P(EngineContract, RefusesATableThatNobodyAsksFor) {
  engine_.reset();
  auto opened = home_->Open({"fruit"});
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(opened.status())), ::testing::HasSubstr("trees"));
}

TEST_P(EngineContract, IsOpenedByOneAtATime) {
  auto second = home_->Open({"fruit", "trees"});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace docket::testing
