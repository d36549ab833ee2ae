#include "libs/eventing/followed_kind.h"

#include <gtest/gtest.h>

#include "libs/eventing/head_table.h"
#include "libs/testing/simulated_store.h"
#include "libs/testing/toy/umbrella_history.h"

namespace docket::eventing {
namespace {

using testing::Umbrella;
using testing::UmbrellaHistory;

const AggregateKindOf<Umbrella> kDecided;
const FollowedKindOf<toy::v1::UmbrellaCommit> kFollowed("umbrella", Umbrella::kPrefix);

TEST(FollowedKind, ReadsCommitsAsTheirDeciderDoes) {
  UmbrellaHistory history("red");
  const Commit lent = history.Add(testing::LentText(1, "ada", FromMillis(1)));
  for (const AggregateKind* kind : {static_cast<const AggregateKind*>(&kDecided),
                                    static_cast<const AggregateKind*>(&kFollowed)}) {
    ReadCommitResult read = ReadCommit(*kind, history.id(), std::string(lent.bytes));
    ASSERT_EQ(read.readability, Readability::kReadable);
    EXPECT_EQ(read.commit.digest, lent.digest);
    EXPECT_EQ(read.commit.header(*kind).aggregate_id(), history.id());
    EXPECT_EQ(kind->EventKinds(*read.commit.message), "lent");
    EXPECT_EQ(ReadCommit(*kind, "another", std::string(lent.bytes)).readability,
              Readability::kNoHeader);

    Umbrella::Commit newer;
    ASSERT_TRUE(newer.ParseFromString(lent.bytes));
    newer.add_events();
    EXPECT_EQ(ReadCommit(*kind, history.id(), newer.SerializeAsString()).readability,
              Readability::kUnknownEvents);
  }
}

TEST(FollowedKind, FindsTheSlotOfACanonicalIdAlone) {
  const std::string id = Umbrella::IdOf("acme", "red");
  std::string lower = id;
  lower.back() = static_cast<char>(std::tolower(lower.back()));
  for (const std::string& text : {id, std::string("BO") + id.substr(2), id.substr(1), lower}) {
    const std::optional<Slot> decided = kDecided.SlotOf(text);
    const std::optional<Slot> followed = kFollowed.SlotOf(text);
    ASSERT_EQ(followed.has_value(), decided.has_value()) << text;
    EXPECT_EQ(followed.value_or(Slot{}).value, decided.value_or(Slot{}).value);
  }
  EXPECT_TRUE(kFollowed.SlotOf(id).has_value());
}

TEST(FollowedKind, JudgesWhatItFollows) {
  testing::SimulatedStore store({HeadTable::Spec("umbrella")});
  HeadTable heads(kFollowed, 0, store.get());
  UmbrellaHistory history("red");
  const Commit first = history.Add(testing::LentText(1, "ada", FromMillis(1)));
  const Commit rival = history.Propose("reminded { loan: 1 }", FromMillis(1), "rival");
  const Commit second = history.Add("collected { loan: 1 }");
  EXPECT_EQ(*heads.Fold(first), Verdict::kAccepted);
  EXPECT_EQ(*heads.Fold(second), Verdict::kAccepted);
  EXPECT_EQ(*heads.Fold(rival), Verdict::kLostRace);
}

TEST(FollowedKindDeathTest, DecidesNothing) { EXPECT_DEATH(kFollowed.NewState(), "only followed"); }

}  // namespace
}  // namespace docket::eventing
