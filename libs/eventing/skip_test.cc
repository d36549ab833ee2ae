// A commit that no release reads: awaited, halted at, or passed by a skip.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/eventing/aggregate_history.h"
#include "libs/eventing/folded_settings.h"
#include "libs/eventing/partition_loop.h"
#include "libs/testing/toy/desk_unit.h"

namespace docket::eventing {
namespace {

using testing::Caller;
using testing::DeskUnit;
using ::testing::HasSubstr;
using testing::LentText;
using testing::Umbrella;
using testing::UmbrellaHistory;

const std::string kRed = Umbrella::IdOf("acme", "red");
constexpr Time kFar = FromMillis(10'000'000'000);

class Skipping : public ::testing::Test {
 protected:
  Skipping() {
    settings_.Follow(progress_);
    unit_.Assign();
    Land(red_.Add(LentText(1, "ada", kFar)));
    unit_.Run();
    LandStrange();
  }

  void Land(const Commit& commit) {
    log_.Land(DeskUnit::kEvents, testing::RecordOf(red_.id(), commit));
  }
  // The next commit of red, whose only event is of a kind that this release does not know.
  void LandStrange() {
    Umbrella::Commit commit;
    *commit.mutable_header() = red_.Propose("collected { loan: 1 }", kFar, "strange").header(kind_);
    google::protobuf::UnknownFieldSet& fields =
        *commit.add_events()->GetReflection()->MutableUnknownFields(commit.mutable_events(0));
    fields.AddLengthDelimited(200)->assign("");
    strange_ = ReadCommit(kind_, kRed, commit.SerializeAsString()).commit;
    red_.Extend(strange_);
    Land(strange_);
  }
  // A skip of the record at `offset` is folded by this process.
  void Skip(log::Offset offset, const std::string& digest) {
    setting::v1::SettingCommit commit;
    setting::v1::Document& document = *commit.add_events()->mutable_published()->mutable_document();
    setting::v1::Skip& skip = *document.mutable_skip();
    skip.set_topic(DeskUnit::kEvents.topic);
    skip.set_offset(offset);
    skip.set_digest(digest);
    settings_.Add(settings_.number() + 1, commit);
    progress_.SetWritten(0, static_cast<log::Offset>(settings_.number()));
  }

  const AggregateKindOf<Umbrella> kind_;
  testing::ScriptedEventLog log_;
  testing::ScriptedPositions positions_;
  UnitProgress progress_{{FoldedSettings::Place()}};  // Of the setting unit.
  FoldedSettings settings_;
  DeskUnit unit_{log_, positions_, &settings_};
  UmbrellaHistory red_{"red"};
  Commit strange_;
};

TEST_F(Skipping, AUnitHaltsAndSaysWhatASkipWouldHaveToName) {
  unit_.Run();
  EXPECT_EQ(unit_.loop().halt().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(docket::Message(unit_.loop().halt())),
              AllOf(HasSubstr("docket.umbrella.events.v1/0 offset 1"),
                    HasSubstr(Hex(strange_.digest.bytes())), HasSubstr("publish a skip")));
  EXPECT_EQ(unit_.WrittenVersion(kRed), 1u);
}

TEST_F(Skipping, ASkipMovesTheHeadAndFoldsNoEvent) {
  Skip(1, Hex(strange_.digest.bytes()));
  unit_.Run();
  ASSERT_TRUE(unit_.loop().halt().ok()) << unit_.loop().halt();
  EXPECT_EQ(unit_.WrittenVersion(kRed), 2u);
  EXPECT_EQ(unit_.loop().fold_counters().skipped, 1u);
  Caller& caller = unit_.Call(kRed, "collect {}", "r1");
  unit_.Run();
  ASSERT_TRUE(caller.answered() && caller.status().ok()) << caller.status();
  EXPECT_EQ(caller.receipt().version, 3u);
}

TEST_F(Skipping, OneOfAnotherRecordOrAnotherDigestHelpsNobody) {
  Skip(0, Hex(strange_.digest.bytes()));
  Skip(1, std::string(32, '0'));
  unit_.Run();
  EXPECT_EQ(unit_.loop().halt().code(), absl::StatusCode::kDataLoss);
}

// A process that starts may meet the record before it has read the skip.
TEST_F(Skipping, AUnitWaitsForTheSettingsThatAreThereBeforeItHalts) {
  log_.Land(FoldedSettings::Place(), {"a", "the skip", {}});
  unit_.Run();
  EXPECT_TRUE(unit_.loop().halt().ok());
  EXPECT_EQ(unit_.Position(DeskUnit::kEvents), 1);
  Skip(1, Hex(strange_.digest.bytes()));
  unit_.Run();
  EXPECT_TRUE(unit_.loop().halt().ok()) << unit_.loop().halt();
  EXPECT_EQ(unit_.WrittenVersion(kRed), 2u);
}

TEST_F(Skipping, ARebuildGivesTheSameRowsAndReadersSeeAVersionWithoutEvents) {
  Skip(1, Hex(strange_.digest.bytes()));
  unit_.Run();
  const std::vector<std::string> rows = unit_.Rows();
  unit_.loop().Rebuild();
  unit_.Run();
  EXPECT_EQ(unit_.Rows(), rows);

  std::vector<int> events;
  const auto view = unit_.store().get().View();
  const absl::Status read =
      ReadCommits(kind_, UnitSpec::TablesOf(0), *view, kRed, {}, [&](const Commit& commit) {
        events.push_back(static_cast<const Umbrella::Commit&>(*commit.message).events_size());
        return true;
      });
  ASSERT_TRUE(read.ok()) << read;
  EXPECT_THAT(events, ::testing::ElementsAre(1, 0));
}

}  // namespace
}  // namespace docket::eventing
