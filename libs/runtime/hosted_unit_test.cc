#include "libs/runtime/hosted_unit.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/scratch_directory.h"
#include "libs/testing/scripted_event_log.h"
#include "libs/testing/scripted_positions.h"
#include "libs/testing/toy/toy.h"
#include "libs/testing/toy/umbrella_history.h"

namespace docket::runtime {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct CountingWaker final : log::Waker {
  void Wake() override { ++woken; }
  int woken = 0;
};

// Umbrellas, followed: such a unit folds what stands in its log without owning anything.
class HostedUnitTest : public ::testing::Test {
 protected:
  static constexpr Time kNow = FromMillis(7);

  absl::Status TryOpen() {
    unit_.reset();
    auto opened =
        HostedUnit::Open(Spec(), log_, positions_,
                         {.directory = data_ / "stores/counter/0", .now = kNow}, resources_);
    absl::Status status = opened.status();
    if (status.ok()) unit_ = *std::move(opened);
    return status;
  }
  void Open() {
    const absl::Status status = TryOpen();
    ASSERT_TRUE(status.ok()) << status;
  }
  eventing::UnitSpec Spec() {
    eventing::UnitSpec spec;
    spec.service = "counter";
    spec.follows = {&toy_.umbrella()};
    return spec;
  }
  void Fold() {
    Instant now{kNow, std::chrono::seconds(1)};
    while (unit_->Step(now).worked) now.monotonic += std::chrono::milliseconds(1);
  }
  void Land(const eventing::Commit& commit) {
    log_.Land(kUmbrellas, testing::RecordOf(history_.id(), commit));
  }
  log::Offset Folded() { return unit_->store().position(ToText(kUmbrellas)).next; }
  bool WasSetAside() {
    return std::filesystem::exists(data_ / "stores/counter/0.aside-7") &&
           !unit_->set_aside().empty();
  }

  const log::TopicPartition kUmbrellas{"docket.umbrella.events.v1", 0};
  testing::ScratchDirectory data_;
  testing::Toy toy_;
  testing::UmbrellaHistory history_{"red"};
  testing::ScriptedEventLog log_;
  testing::ScriptedPositions positions_;
  store::SharedResources resources_;
  std::unique_ptr<HostedUnit> unit_;
};

TEST_F(HostedUnitTest, KeepsAStoreThatIsOfItsLog) {
  Land(history_.Add(testing::LentText(1, "ada", kNow)));
  ASSERT_NO_FATAL_FAILURE(Open());
  Fold();
  ASSERT_EQ(Folded(), 1);
  ASSERT_NO_FATAL_FAILURE(Open());
  EXPECT_THAT(unit_->set_aside(), IsEmpty());
  EXPECT_EQ(Folded(), 1);
}

TEST_F(HostedUnitTest, ShowsItsRowsOnceTheyAreWholeWhoeverOwnsThem) {
  Land(history_.Add(testing::LentText(1, "ada", kNow)));
  ASSERT_NO_FATAL_FAILURE(Open());
  EXPECT_FALSE(unit_->loop().progress().shown());
  Fold();
  EXPECT_TRUE(unit_->loop().progress().shown());
  EXPECT_FALSE(unit_->loop().serving());
}

// The log may end in what is no record, as that of a broker does after a transaction.
TEST_F(HostedUnitTest, ShowsItsRowsWhereTheLogEndsInAGap) {
  Land(history_.Add(testing::LentText(1, "ada", kNow)));
  log_.Skip(kUmbrellas, 5);
  ASSERT_NO_FATAL_FAILURE(Open());
  Fold();
  EXPECT_TRUE(unit_->loop().progress().shown());
}

// Somebody has folded them, so they are in the log: what keeps this process from them is a fault.
TEST_F(HostedUnitTest, SaysThatSettingsAreOverdueOnceARecordHasWaitedForTenSeconds) {
  history_.FoldSettings(1);
  Land(history_.Add(testing::LentText(1, "ada", kNow)));
  eventing::FoldedSettings settings;
  auto opened = HostedUnit::Open(
      Spec(), log_, positions_,
      {.directory = data_ / "stores/counter/0", .now = kNow, .settings = &settings}, resources_);
  ASSERT_TRUE(opened.ok()) << opened.status();
  HostedUnit& unit = **opened;
  const auto step_at = [&unit](int second) {
    unit.Step({kNow, std::chrono::seconds(second)});
    unit.Step({kNow, std::chrono::seconds(second)});
  };
  step_at(1);
  EXPECT_EQ(unit.loop().progress().awaited_settings(), 1u);
  step_at(10);
  EXPECT_FALSE(unit.settings_overdue());
  step_at(11);
  EXPECT_TRUE(unit.settings_overdue());

  setting::v1::SettingCommit commit;
  settings.Add(1, commit);
  step_at(12);
  EXPECT_FALSE(unit.settings_overdue());
  EXPECT_EQ(unit.loop().progress().awaited_settings(), 0u);
  EXPECT_EQ(unit.store().position(ToText(kUmbrellas)).next, 1);
}

TEST_F(HostedUnitTest, TellsWhoWatchesThatItHaltedThoughItOwnsNothing) {
  ASSERT_NO_FATAL_FAILURE(Open());
  Fold();
  ASSERT_TRUE(unit_->loop().progress().shown());
  CountingWaker waker;
  unit_->SetProgressWaker(&waker);
  log_.Damage(kUmbrellas, 0);
  Fold();
  ASSERT_TRUE(unit_->loop().progress().halted());
  EXPECT_EQ(waker.woken, 1);
}

// What it decides on has to be as new as what the owner in between was told.
TEST_F(HostedUnitTest, BeginsAnewAsOwnerWhenItMissedThatItWasNoneInBetween) {
  ASSERT_NO_FATAL_FAILURE(Open());
  unit_->Own(true);
  Fold();
  ASSERT_TRUE(unit_->loop().serving());
  log_.HoldEnds();
  unit_->Own(false);
  unit_->Own(true);
  Fold();
  EXPECT_FALSE(unit_->loop().serving());
  log_.AnswerEnds();
  Fold();
  EXPECT_TRUE(unit_->loop().serving());
}

TEST_F(HostedUnitTest, CountsWhatItHasFolded) {
  const eventing::Commit lent = history_.Add(testing::LentText(1, "ada", kNow));
  Land(lent);
  Land(lent);
  ASSERT_NO_FATAL_FAILURE(Open());
  EXPECT_EQ(unit_->counts().of(UnitCount::kAccepted), 0);
  Fold();
  EXPECT_EQ(unit_->counts().of(UnitCount::kAccepted), 1);
  EXPECT_EQ(unit_->counts().of(UnitCount::kDuplicate), 1);
  EXPECT_EQ(unit_->counts().of(UnitCount::kAppended), 0);
}

TEST_F(HostedUnitTest, DoesNotOpenBeforeALogThatLostWhatItFolded) {
  Land(history_.Add(testing::LentText(1, "ada", kNow)));
  ASSERT_NO_FATAL_FAILURE(Open());
  Fold();
  log_.Cut(kUmbrellas);
  const absl::Status status = TryOpen();
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(std::string(Message(status)), HasSubstr("the log ends at 0"));
  EXPECT_THAT(std::string(Message(status)), HasSubstr(data_ / "stores/counter/0"));
}

TEST_F(HostedUnitTest, SetsAStoreAsideThatFoldedAnotherRecord) {
  Land(history_.Propose(testing::LentText(1, "ada", kNow), kNow, "r1"));
  ASSERT_NO_FATAL_FAILURE(Open());
  Fold();
  log_.Cut(kUmbrellas);
  Land(history_.Propose(testing::LentText(1, "bob", kNow), kNow, "r2"));
  ASSERT_NO_FATAL_FAILURE(Open());
  EXPECT_TRUE(WasSetAside());
  EXPECT_THAT(unit_->set_aside(), HasSubstr("another record"));
  Fold();
  EXPECT_EQ(Folded(), 1);
}

TEST_F(HostedUnitTest, SetsAsideAFileInThePlaceOfItsStore) {
  std::filesystem::create_directories(data_ / "stores/counter");
  std::ofstream(data_ / "stores/counter/0") << "a letter";
  ASSERT_NO_FATAL_FAILURE(Open());
  EXPECT_TRUE(WasSetAside());
}

TEST_F(HostedUnitTest, SetsAStoreOfAnotherPartitionAside) {
  {
    eventing::UnitSpec other = Spec();
    other.partition = 1;
    ASSERT_TRUE(HostedUnit::Open(other, log_, positions_,
                                 {.directory = data_ / "stores/counter/0", .now = kNow}, resources_)
                    .ok());
  }
  ASSERT_NO_FATAL_FAILURE(Open());
  EXPECT_TRUE(WasSetAside());
  EXPECT_THAT(unit_->set_aside(), HasSubstr("another owner: scripted counter/1"));
}

TEST_F(HostedUnitTest, ReadsAStoreWholeAfterItsUnitHaltedOnDamage) {
  Land(history_.Add(testing::LentText(1, "ada", kNow)));
  ASSERT_NO_FATAL_FAILURE(Open());
  Fold();
  Land(history_.Propose(testing::LentText(2, "bob", kNow), kNow, "r2"));
  log_.Damage(kUmbrellas, 1);
  Fold();
  ASSERT_EQ(unit_->loop().halt().code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(std::filesystem::exists(data_ / "stores/counter/0.suspect"));  // Killed or closed.
  ASSERT_NO_FATAL_FAILURE(
      Open());  // The damage is the log's: the store is kept, and trusted again.
  EXPECT_THAT(unit_->set_aside(), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(data_ / "stores/counter/0.suspect"));
}

TEST_F(HostedUnitTest, ClearsAwayWhatAComparisonLeftBehind) {
  const std::string scratch = data_ / "stores/counter/0.scratch";
  std::filesystem::create_directories(scratch);
  ASSERT_NO_FATAL_FAILURE(Open());
  EXPECT_FALSE(std::filesystem::exists(scratch));
  {
    auto made = unit_->MakeScratch();
    ASSERT_TRUE(made.ok()) << made.status();
    EXPECT_TRUE(std::filesystem::exists(scratch));
    EXPECT_EQ((*made)->store().position(ToText(kUmbrellas)), store::Position{});
  }
  EXPECT_FALSE(std::filesystem::exists(scratch));
}

}  // namespace
}  // namespace docket::runtime
