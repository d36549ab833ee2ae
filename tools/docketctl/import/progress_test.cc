#include "tools/docketctl/import/progress.h"

#include <gtest/gtest.h>

namespace docket::docketctl {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kStart{1000};

TEST(Progress, TellsRateAndTimeLeft) {
  Progress progress(119'998, kStart);
  progress.Note(49'200, kStart + seconds(8));
  EXPECT_EQ(progress.Line(), " 41 % 49,200/119,998 rows, 6,150/s, 12 s left");
}

TEST(Progress, ForgetsTheRateOfLongAgo) {
  Progress progress(1'000'000, kStart);
  for (unsigned i = 1; i <= 60; ++i) progress.Note(1000 * i, kStart + seconds(i));
  for (unsigned i = 1; i <= 20; ++i) progress.Note(60'000 + 10 * i, kStart + seconds(60 + i));
  EXPECT_EQ(progress.RowsPerSecond(), 10);
  EXPECT_EQ(progress.Line(), "  6 % 60,200/1,000,000 rows, 10/s, 26 h 06 min left");
}

TEST(Progress, CannotTellWhatIsLeftWhileNothingMoves) {
  Progress progress(100, kStart);
  EXPECT_EQ(progress.Line(), "  0 % 0/100 rows, 0/s, time left unknown");
  progress.Note(50, kStart);
  EXPECT_EQ(progress.Line(), " 50 % 50/100 rows, 0/s, time left unknown");
  progress.Note(50, kStart + seconds(11));
  progress.Note(50, kStart + seconds(22));
  EXPECT_EQ(progress.Line(), " 50 % 50/100 rows, 0/s, time left unknown");
}

TEST(Progress, RoundsTheTimeLeftUp) {
  Progress progress(1000, kStart);
  progress.Note(100, kStart + milliseconds(20'500));
  EXPECT_EQ(progress.Line(), " 10 % 100/1,000 rows, 5/s, 3 min 05 s left");
}

TEST(Progress, EndsAtAHundredPercent) {
  Progress progress(10, kStart);
  progress.Note(10, kStart + seconds(1));
  EXPECT_EQ(progress.Line(), "100 % 10/10 rows, 10/s, done");
  EXPECT_EQ(Progress(0, kStart).Line(), "100 % 0/0 rows, 0/s, done");
}

TEST(Progress, SaysWhatItWaitsFor) {
  Progress progress(100, kStart);
  progress.Note(50, kStart + seconds(10));
  EXPECT_EQ(progress.Line("waits"), " 50 % 50/100 rows, 5/s, waits");
}

}  // namespace
}  // namespace docket::docketctl
