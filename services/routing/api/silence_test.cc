#include "services/routing/api/silence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace docket::routing {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const PresentAgent kAnn{"acme", "home", "ann"};
const PresentAgent kSue{"acme", "home", "sue"};

class SilenceTest : public ::testing::Test {
 protected:
  // Looks every two seconds, from where it was, up to `end`; who was silent at the last look.
  std::vector<PresentAgent> LookUpTo(seconds end,
                                     const std::vector<PresentAgent>& present = {kAnn, kSue}) {
    std::vector<PresentAgent> silent;
    for (; now_ <= end; now_ += seconds(2)) silent = silence_.Look(present, now_);
    return silent;
  }

  seconds now_{1000};
  Silence silence_;
};

TEST_F(SilenceTest, IsOfWhoSaysNothingForAMinute) {
  EXPECT_THAT(LookUpTo(seconds(1058)), IsEmpty());
  EXPECT_THAT(LookUpTo(seconds(1060)), ElementsAre(kAnn, kSue));
}

TEST_F(SilenceTest, IsBrokenByAWord) {
  LookUpTo(seconds(1040));
  silence_.Hear(kSue);
  EXPECT_THAT(LookUpTo(seconds(1060)), ElementsAre(kAnn));
  EXPECT_THAT(LookUpTo(seconds(1100)), ElementsAre(kAnn));
  EXPECT_THAT(LookUpTo(seconds(1102)), ElementsAre(kAnn, kSue));
}

TEST_F(SilenceTest, CountsOnlyWhileSomebodyListens) {
  LookUpTo(seconds(1050));
  now_ += seconds(6);
  EXPECT_THAT(LookUpTo(seconds(1100)), IsEmpty());
}

TEST_F(SilenceTest, BeginsWithWhoComes) {
  LookUpTo(seconds(1050), {kAnn});
  EXPECT_THAT(LookUpTo(seconds(1060)), ElementsAre(kAnn));
  EXPECT_THAT(LookUpTo(seconds(1070), {kSue}), IsEmpty());
  EXPECT_THAT(LookUpTo(seconds(1080)), IsEmpty());
}

}  // namespace
}  // namespace docket::routing
