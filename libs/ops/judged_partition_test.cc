#include "libs/ops/judged_partition.h"

#include <gtest/gtest.h>

#include "libs/testing/scripted_event_log.h"
#include "libs/testing/toy/umbrella_history.h"

namespace docket::ops {
namespace {

using eventing::Commit;
using eventing::Verdict;
using testing::LentText;
using testing::RecordOf;
using testing::ScriptedEventLog;
using testing::UmbrellaHistory;

const eventing::AggregateKindOf<testing::Umbrella> kKind;
const log::TopicPartition kPlace{"docket.umbrella.events.v1", 0};

class JudgedPartitionTest : public ::testing::Test {
 protected:
  void Land(const Commit& commit) { log.Land(kPlace, RecordOf(red.id(), commit)); }

  // The status that ends reading; OK at the end of the log.
  absl::Status ReadAll(JudgedPartition& partition) {
    while (true) {
      DOCKET_ASSIGN_OR_RETURN(const std::optional<JudgedRecord> record, partition.Next());
      if (!record.has_value()) return absl::OkStatus();
    }
  }

  UmbrellaHistory red{"red"};
  ScriptedEventLog log;
};

TEST_F(JudgedPartitionTest, SaysOfEachRecordWhatEveryReaderSays) {
  const Commit first = red.Add(LentText(1, "ada", FromMillis(1)));
  const Commit rival = red.Propose("reminded { loan: 1 }", FromMillis(1), "rival");
  const Commit second = red.Add("collected { loan: 1 }");
  UmbrellaHistory other("red");
  other.Add(LentText(1, "eve", FromMillis(1)));
  other.Add("collected { loan: 1 }");
  const Commit foreign = other.Add(LentText(2, "eve", FromMillis(1)));
  for (const Commit& commit : {first, first, second, rival, first, foreign}) Land(commit);

  JudgedPartition partition(kKind, log, kPlace);
  for (const Verdict verdict : {Verdict::kAccepted, Verdict::kDuplicate, Verdict::kAccepted,
                                Verdict::kLostRace, Verdict::kStale, Verdict::kForeignPrev}) {
    const absl::StatusOr<std::optional<JudgedRecord>> record = partition.Next();
    ASSERT_TRUE(record.ok() && record->has_value());
    EXPECT_EQ((*record)->not_commit, "");
    EXPECT_EQ(ToText((*record)->verdict), ToText(verdict));
  }
  EXPECT_EQ(*partition.Next(), std::nullopt);
}

TEST_F(JudgedPartitionTest, ReadsOnBehindWhatIsNoCommit) {
  log.Land(kPlace, {"key", "no commit", {}});
  Land(red.Add(LentText(1, "ada", FromMillis(1))));
  JudgedPartition partition(kKind, log, kPlace);
  EXPECT_NE(partition.Next()->value().not_commit, "");
  EXPECT_EQ(partition.Next()->value().not_commit, "");
}

TEST_F(JudgedPartitionTest, EndsWhereAVersionIsMissing) {
  Land(red.Add(LentText(1, "ada", FromMillis(1))));
  red.Add("collected { loan: 1 }");
  Land(red.Add(LentText(2, "ada", FromMillis(1))));
  JudgedPartition partition(kKind, log, kPlace);
  EXPECT_EQ(ReadAll(partition).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(partition.at(), 1);
}

TEST_F(JudgedPartitionTest, EndsAtAnEventOfANewerRelease) {
  Commit newer = red.Add(LentText(1, "ada", FromMillis(1)));
  newer.bytes += std::string("\x12\x03\xFA\x7F\x00", 5);  // An event with an arm nobody knows.
  Land(newer);
  JudgedPartition partition(kKind, log, kPlace);
  EXPECT_EQ(ReadAll(partition).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(partition.at(), 0);
}

TEST_F(JudgedPartitionTest, EndsWhereTheLogIsDamagedOrCut) {
  Land(red.Add(LentText(1, "ada", FromMillis(1))));
  Land(red.Add("collected { loan: 1 }"));
  JudgedPartition damaged(kKind, log, kPlace);
  log.Damage(kPlace, 1);
  EXPECT_EQ(ReadAll(damaged).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(damaged.at(), 1);
  log.Cut(kPlace);
  EXPECT_EQ(ReadAll(damaged).code(), absl::StatusCode::kOutOfRange);
}

TEST_F(JudgedPartitionTest, HoldsNoMoreHeadsThanItMay) {
  JudgedPartition partition(kKind, log, kPlace, {.heads_max = 1});
  Land(red.Add(LentText(1, "ada", FromMillis(1))));
  Land(red.Add("collected { loan: 1 }"));
  EXPECT_TRUE(ReadAll(partition).ok());
  UmbrellaHistory blue("blue");
  log.Land(kPlace, RecordOf(blue.id(), blue.Add(LentText(1, "ada", FromMillis(1)))));
  EXPECT_EQ(ReadAll(partition).code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace docket::ops
