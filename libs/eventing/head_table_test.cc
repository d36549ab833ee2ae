#include "libs/eventing/head_table.h"

#include <gtest/gtest.h>

#include "libs/testing/simulated_store.h"
#include "libs/testing/toy/umbrella_history.h"

namespace docket::eventing {
namespace {

using testing::Umbrella;
using testing::UmbrellaHistory;

const AggregateKindOf<Umbrella> kKind;

TEST(HeadTable, JudgesAsADeciderDoesAcrossRestarts) {
  testing::SimulatedStore store({HeadTable::Spec("umbrella")});
  UmbrellaHistory history("red");
  const Commit first = history.Add(testing::LentText(1, "ada", FromMillis(1)));
  const Commit rival = history.Propose("reminded { loan: 1 }", FromMillis(1), "rival");
  const Commit second = history.Add("collected { loan: 1 }");
  const Commit third = history.Add(testing::LentText(2, "ada", FromMillis(1)));
  {
    HeadTable heads(kKind, 0, store.get());
    EXPECT_EQ(*heads.Fold(second), Verdict::kGap);
    EXPECT_EQ(*heads.Fold(first), Verdict::kAccepted);
    EXPECT_EQ(*heads.Fold(first), Verdict::kDuplicate);
    ASSERT_TRUE(store.get().WriteWindow().ok());
  }
  store.Reopen();
  HeadTable heads(kKind, 0, store.get());
  EXPECT_EQ(*heads.Fold(third), Verdict::kGap);
  EXPECT_EQ(*heads.Fold(second), Verdict::kAccepted);
  EXPECT_EQ(*heads.Fold(rival), Verdict::kLostRace);
  EXPECT_EQ(*heads.Fold(first), Verdict::kStale);
  EXPECT_EQ(*heads.Fold(third), Verdict::kAccepted);
}

TEST(HeadTable, SaysWhenARowIsCut) {
  testing::SimulatedStore store({HeadTable::Spec("umbrella")});
  UmbrellaHistory history("red");
  store.get().Put(0, history.id(), "too short");
  HeadTable heads(kKind, 0, store.get());
  EXPECT_EQ(heads.Fold(history.Add("collected { loan: 1 }")).status().code(),
            absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace docket::eventing
