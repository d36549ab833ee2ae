#include <iostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exhaustive/explorer.h"

namespace docket::exhaustive {
namespace {

std::string TextOf(const Verdict& verdict) {
  std::string text = verdict.violation.value_or("no violation");
  for (const std::string& step : verdict.steps) text += "\n  " + step;
  return text;
}

void ExpectLaw(const Bounds& bounds) {
  const Verdict verdict = Explore(bounds);
  EXPECT_FALSE(verdict.violation.has_value()) << TextOf(verdict);
  EXPECT_TRUE(verdict.complete);
  EXPECT_GT(verdict.quiet, 0u);
  EXPECT_TRUE(verdict.raced > 0 || bounds.crashes > 0);
  std::cout << verdict.states << " states, " << verdict.quiet << " quiet, " << verdict.raced
            << " raced, " << verdict.runs << " runs of the product's code\n";
}

TEST(Exhaustive, TwoOwnersLoseNothing) {
  ExpectLaw({.sends = 1, .reactions = 1, .swaps = 1, .unknowns = 0});
}

TEST(Exhaustive, AnAppendOfUnknownOutcomeHasOneEffect) {
  ExpectLaw({.sends = 1, .reactions = 0, .swaps = 1, .unknowns = 1});
  ExpectLaw({.sends = 1, .reactions = 1, .swaps = 0, .unknowns = 1});
}

TEST(Exhaustive, ACrashLosesNothing) {
  ExpectLaw({.sends = 1, .reactions = 0, .swaps = 1, .unknowns = 0, .crashes = 1});
  ExpectLaw({.sends = 1, .reactions = 1, .swaps = 0, .unknowns = 0, .crashes = 1});
}

TEST(Exhaustive, ARepeatedCallHasOneEffect) {
  ExpectLaw({.sends = 2, .reactions = 0, .swaps = 1, .unknowns = 0});
}

TEST(Exhaustive, OfTwoRequestsOneIsRefused) {
  ExpectLaw({.sends = 1, .others = 1, .reactions = 0, .swaps = 1, .unknowns = 0});
}

// To prove that it sees: a refusal that rests on what the owner happens to have read loses a
// command for ever.
TEST(Exhaustive, FindsACommandRefusedBeforeItsCauseWasSeen) {
  const Verdict verdict =
      Explore({.sends = 1, .reactions = 1, .swaps = 1, .unknowns = 0, .stale_ends = true});
  ASSERT_TRUE(verdict.violation.has_value());
  EXPECT_THAT(*verdict.violation, ::testing::HasSubstr("the loan never ends")) << TextOf(verdict);
}

}  // namespace
}  // namespace docket::exhaustive
