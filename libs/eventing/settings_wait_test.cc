// A unit whose commits name settings: what it waits for, and what it does not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/eventing/folded_settings.h"
#include "libs/eventing/partition_loop.h"
#include "libs/setting/setting_id.h"
#include "libs/testing/toy/desk_unit.h"
#include "libs/testing/wake_signal.h"

namespace docket::eventing {
namespace {

using testing::Caller;
using testing::DeskUnit;
using ::testing::IsEmpty;
using testing::LendText;
using testing::LentText;
using ::testing::SizeIs;
using testing::Umbrella;
using testing::UmbrellaCommandRecord;
using testing::UmbrellaHistory;

const std::string kRed = Umbrella::IdOf("acme", "red");
constexpr Time kFar = FromMillis(10'000'000'000);

class SettingsWait : public ::testing::Test {
 protected:
  SettingsWait() {
    settings_.Follow(progress_);
    Publish(2);
  }

  // The next `count` setting commits are in the log and in the book.
  void Publish(int count) {
    for (int i = 0; i < count; ++i) {
      log_.Land(FoldedSettings::Place(), {"a", "a setting commit", {}});
      settings_.Add(settings_.number() + 1, Commit());
    }
    progress_.SetWritten(0, static_cast<log::Offset>(settings_.number()));
  }
  static setting::v1::SettingCommit Commit() {
    setting::v1::SettingCommit commit;
    commit.mutable_header()->set_aggregate_id(setting::SettingId::Of("acme", "pool", "a").text());
    return commit;
  }
  void Land(const UmbrellaHistory& history, const eventing::Commit& commit) {
    log_.Land(DeskUnit::kEvents, testing::RecordOf(history.id(), commit));
  }
  uint64_t SettingsNamedBy(const log::LogRecord& record) {
    Umbrella::Commit commit;
    EXPECT_TRUE(commit.ParseFromString(record.record.value));
    return commit.header().settings();
  }

  testing::ScriptedEventLog log_;
  testing::ScriptedPositions positions_;
  UnitProgress progress_{{FoldedSettings::Place()}};  // Of the setting unit.
  FoldedSettings settings_;
  DeskUnit unit_{log_, positions_, &settings_};
};

TEST_F(SettingsWait, ACommitNamesWhatItsDeciderHadFolded) {
  unit_.Assign();
  Caller& first = unit_.Call(kRed, LendText("ada"), "r1");
  unit_.Run();
  ASSERT_TRUE(first.answered() && first.status().ok());
  Publish(1);
  Caller& second = unit_.Call(kRed, "collect {}", "r2");
  unit_.Run();
  ASSERT_TRUE(second.answered() && second.status().ok());
  EXPECT_EQ(SettingsNamedBy(log_.records(DeskUnit::kEvents)[0]), 2u);
  EXPECT_EQ(SettingsNamedBy(log_.records(DeskUnit::kEvents)[1]), 3u);
}

TEST_F(SettingsWait, AFoldWaitsForAsManySettingsAsACommitNames) {
  unit_.Assign();
  UmbrellaHistory history("red");
  Land(history, history.Add(LentText(1, "ada", kFar)));
  history.FoldSettings(3);
  Land(history, history.Add("collected { loan: 1 }"));
  unit_.Run();
  EXPECT_EQ(unit_.WrittenVersion(kRed), 1u);
  EXPECT_EQ(unit_.Position(DeskUnit::kEvents), 1);
  EXPECT_FALSE(unit_.loop().quiet());
  EXPECT_TRUE(unit_.loop().halt().ok());

  Publish(1);
  unit_.Run();
  EXPECT_EQ(unit_.WrittenVersion(kRed), 2u);
  EXPECT_TRUE(unit_.loop().quiet());
}

TEST_F(SettingsWait, WhoWaitsIsWokenByTheNextSetting) {
  testing::WakeSignal woken;
  unit_.loop().SetWaker(&woken);
  const uint64_t before = woken.count();
  Publish(1);
  EXPECT_GT(woken.count(), before);
  unit_.loop().SetWaker(nullptr);
}

// The rows of a unit may name more than a process has folded whose own setting rows were lost.
TEST_F(SettingsWait, ACommandWaitsForTheSettingsThatItsAggregateNames) {
  unit_.Assign();
  UmbrellaHistory history("red");
  history.FoldSettings(2);
  Land(history, history.Add(LentText(1, "ada", kFar)));
  unit_.Run();
  ASSERT_EQ(unit_.WrittenVersion(kRed), 1u);

  FoldedSettings begun_anew;
  UnitProgress reached({FoldedSettings::Place()});
  begun_anew.Follow(reached);
  reached.SetWritten(0, 2);
  begun_anew.Add(1, Commit());
  unit_.RestartWith(begun_anew);
  unit_.Assign();
  Caller& caller = unit_.Call(kRed, "collect {}", "r1");
  unit_.Run();
  EXPECT_FALSE(caller.answered());
  EXPECT_THAT(log_.records(DeskUnit::kEvents), SizeIs(1));

  begun_anew.Add(2, Commit());
  unit_.Run();
  ASSERT_TRUE(caller.answered());
  EXPECT_TRUE(caller.status().ok()) << caller.status();
  EXPECT_EQ(SettingsNamedBy(log_.records(DeskUnit::kEvents)[1]), 2u);
  unit_.RestartWith(settings_);  // Outlives the unit.
}

TEST_F(SettingsWait, ACommandWaitsForTheSettingsThatItsSenderNames) {
  unit_.Assign();
  log::Record record = UmbrellaCommandRecord(kRed, LendText("ada"), "k1");
  Umbrella::CommandRecord named;
  ASSERT_TRUE(named.ParseFromString(record.value));
  named.mutable_header()->set_settings(3);
  record.value = named.SerializeAsString();
  log_.Land(DeskUnit::kCommands, record);
  unit_.Run();
  EXPECT_THAT(log_.records(DeskUnit::kEvents), IsEmpty());
  EXPECT_EQ(unit_.Position(DeskUnit::kCommands), 0);

  Publish(1);
  unit_.Run();
  EXPECT_THAT(log_.records(DeskUnit::kEvents), SizeIs(1));
  EXPECT_EQ(unit_.Position(DeskUnit::kCommands), 1);
}

TEST_F(SettingsWait, NobodyServesBeforeTheSettingsReachTheEndCapturedAfterItsAssignment) {
  log_.Land(FoldedSettings::Place(), {"a", "a setting commit", {}});
  unit_.Assign();
  EXPECT_FALSE(unit_.loop().serving());
  progress_.SetWritten(0, 3);  // Whatever it was: nobody's commit counts as folded too.
  unit_.Run();
  EXPECT_TRUE(unit_.loop().serving());
}

}  // namespace
}  // namespace docket::eventing
