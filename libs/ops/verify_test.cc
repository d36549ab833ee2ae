#include "libs/ops/verify.h"

#include <filesystem>

#include <gmock/gmock.h>

#include "libs/ops/hosted_desk_test.h"
#include "libs/ops/projection_digest.h"
#include "libs/testing/toy/umbrella_history.h"

namespace docket::ops {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr store::TableIndex kUmbrellas = 0;
constexpr store::TableIndex kCommits = 1;

bool GoOn(uint64_t, uint64_t) { return true; }

class VerifyTest : public HostedDesk {
 protected:
  v1::UnitVerdict Verify() {
    const std::unique_ptr<log::EmbeddedEventLog> log = log_->Share();
    absl::StatusOr<v1::UnitVerdict> verdict = VerifyUnit(*unit_, *log, &GoOn);
    EXPECT_TRUE(verdict.ok()) << verdict.status();
    return verdict.ok() ? *verdict : v1::UnitVerdict();
  }
  size_t RecordsIn(const log::TopicPartition& place) {
    const log::ReadResult read = log_->Read(place, 0, {});
    const auto* records = std::get_if<log::Records>(&read);
    return records == nullptr ? 0 : records->records.size();
  }
};

TEST_F(VerifyTest, FindsNoDifferenceInAStoreThatWasOnlyFolded) {
  LendAndCollect(20);
  const v1::UnitVerdict verdict = Verify();
  EXPECT_EQ(verdict.unit().unit_kind(), "desk");
  EXPECT_EQ(verdict.records(), 30);
  EXPECT_THAT(verdict.differences(), IsEmpty());
  EXPECT_THAT(verdict.foreign_positions(), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(data_ / "stores/desk/0.scratch"));
}

TEST_F(VerifyTest, SendsNothing) {
  log_->Append({log::EventsTopic("umbrella"), 0}, {{"no id", "no commit", {}}});
  StepUntil([this] { return RecordsIn({log::kQuarantineTopic, 0}) == 1; });
  LendAndCollect(4);
  const size_t sent = RecordsIn({log::CommandsTopic("borrower"), 0});
  ASSERT_GT(sent, 0);
  EXPECT_THAT(Verify().differences(), IsEmpty());
  EXPECT_EQ(RecordsIn({log::CommandsTopic("borrower"), 0}), sent);
  EXPECT_EQ(RecordsIn({log::kQuarantineTopic, 0}), 1);
}

TEST_F(VerifyTest, NamesTheFirstKeyOfARowThatNoCommitAccountsFor) {
  LendAndCollect(3);
  ASSERT_NO_FATAL_FAILURE(Corrupt({kCommits, "stray", "row"}));
  const v1::UnitVerdict verdict = Verify();
  ASSERT_EQ(verdict.differences_size(), 1);
  const v1::TableDifference& difference = verdict.differences(0);
  EXPECT_EQ(difference.table(), "umbrella.commits");
  EXPECT_EQ(difference.first_key(), "stray");
  EXPECT_TRUE(difference.in_live());
  EXPECT_FALSE(difference.in_fresh());
  EXPECT_EQ(difference.live().rows(), difference.fresh().rows() + 1);
}

TEST_F(VerifyTest, NamesTheKeyOfARowThatWasLost) {
  LendAndCollect(3);
  const std::string id = testing::Umbrella::IdOf("acme", "u1");
  ASSERT_NO_FATAL_FAILURE(Corrupt({kUmbrellas, id, std::nullopt}));
  const v1::UnitVerdict verdict = Verify();
  ASSERT_EQ(verdict.differences_size(), 1);
  EXPECT_EQ(verdict.differences(0).table(), "umbrella");
  EXPECT_EQ(verdict.differences(0).first_key(), id);
  EXPECT_FALSE(verdict.differences(0).in_live());
  EXPECT_TRUE(verdict.differences(0).in_fresh());
}

TEST_F(VerifyTest, TellsOfAHaltedUnitThatNothingBehindItsPlaceWasCompared) {
  LendAndCollect(3);
  testing::UmbrellaHistory history("u9");
  history.Add(testing::LentText(1, "ada", kNow));
  log_->Append({log::EventsTopic("umbrella"), 0},
               {testing::RecordOf(history.id(), history.Add(testing::LentText(2, "bob", kNow)))});
  while (unit_->loop().halt().ok()) unit_->Step({kNow, SystemInstant().monotonic});
  const v1::UnitVerdict verdict = Verify();
  EXPECT_EQ(verdict.records(), 5);
  EXPECT_THAT(verdict.differences(), IsEmpty());
  EXPECT_THAT(FoundWrong(verdict),
              AllOf(StartsWith("halted, so nothing behind that place was compared: "),
                    HasSubstr("versions before it are missing")));
}

TEST_F(VerifyTest, EndsWhenNobodyWaitsForIt) {
  LendAndCollect(3);
  const std::unique_ptr<log::EmbeddedEventLog> log = log_->Share();
  const auto verdict = VerifyUnit(*unit_, *log, [](uint64_t, uint64_t) { return false; });
  EXPECT_EQ(verdict.status().code(), absl::StatusCode::kCancelled);
  EXPECT_FALSE(std::filesystem::exists(data_ / "stores/desk/0.scratch"));
}

TEST_F(VerifyTest, ARebuildMendsWhatItFinds) {
  LendAndCollect(3);
  KindSums before;
  const v1::UnitDigest digest = *before.Add(*unit_, &GoOn);
  ASSERT_NO_FATAL_FAILURE(Corrupt({kCommits, "stray", "row"}));
  KindSums corrupt;
  EXPECT_NE(corrupt.Add(*unit_, &GoOn)->full(), digest.full());
  unit_->loop().Rebuild();
  StepUntil([this] { return unit_->loop().rebuilds() == 1 && unit_->loop().serving(); });
  KindSums after;
  const v1::UnitDigest rebuilt = *after.Add(*unit_, &GoOn);
  EXPECT_EQ(rebuilt.full(), digest.full());
  EXPECT_EQ(rebuilt.content(), digest.content());
  EXPECT_THAT(Verify().differences(), IsEmpty());
}

}  // namespace
}  // namespace docket::ops
