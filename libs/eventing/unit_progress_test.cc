#include "libs/eventing/unit_progress.h"

#include <gtest/gtest.h>

#include "libs/base/misplaced.h"

namespace docket::eventing {
namespace {

UnitProgress OfPartition3() { return UnitProgress({{"docket.ticket.events.v1", 3}}); }

// The owner may serve well what is halted here.
TEST(UnitProgress, NamesThePlaceForItsOwnerAlsoWhenItIsHalted) {
  UnitProgress progress = OfPartition3();
  progress.SetHalted();
  EXPECT_EQ(MisplacedIn(progress.NotServing()), "docket.ticket.events.v1/3");
}

TEST(UnitProgress, OfAnOwnerIsNoQuestionForOthers) {
  UnitProgress progress = OfPartition3();
  progress.SetOwned(true);
  EXPECT_FALSE(MisplacedIn(progress.NotServing()).has_value());
  progress.SetHalted();
  EXPECT_FALSE(MisplacedIn(progress.NotServing()).has_value());
}

TEST(UnitProgress, CountsThatItsRowsAreShownAndNoMore) {
  UnitProgress progress = OfPartition3();
  const uint64_t before = progress.changes();
  progress.SetShown(true);
  EXPECT_EQ(progress.changes(), before + 1);
  progress.SetShown(true);
  EXPECT_EQ(progress.changes(), before + 1);
  progress.SetShown(false);
  EXPECT_EQ(progress.changes(), before + 2);
}

}  // namespace
}  // namespace docket::eventing
