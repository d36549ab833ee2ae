#include "libs/base/check.h"

#include <gtest/gtest.h>

namespace docket {
namespace {

TEST(CheckDeathTest, NamesPlaceAndConditionAndStops) {
  EXPECT_DEATH(DOCKET_CHECK(1 == 2), "check_test.cc:[0-9]+: bug: DOCKET_CHECK\\(1 == 2\\) failed");
}

TEST(Check, EvaluatesItsConditionOnce) {
  int evaluated = 0;
  DOCKET_CHECK(++evaluated == 1);
  EXPECT_EQ(evaluated, 1);
}

}  // namespace
}  // namespace docket
