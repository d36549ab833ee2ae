#include "libs/condition/pattern.h"

#include <string>

#include <gtest/gtest.h>

#include "libs/base/check.h"
#include "libs/condition/limits.h"

namespace docket::condition {
namespace {

Pattern Compiled(std::string_view source) {
  auto pattern = Pattern::Compile(source);
  EXPECT_TRUE(pattern.ok()) << source << ": " << Message(pattern.status());
  DOCKET_CHECK(pattern.ok());
  return *std::move(pattern);
}

absl::Status Refused(std::string_view source) { return Pattern::Compile(source).status(); }

std::string Times(size_t count, std::string_view part) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += part;
  return out;
}

// A program of n instructions visits each at most once a byte, so its size bounds the work: were
// these unrolled or tried one by one, they would need more instructions or 2^32768 steps.
TEST(Pattern, StaysLinearWhereBacktrackingIsCatastrophic) {
  const std::string text = std::string(kTextBytesMax - 1, 'a') + "!";
  for (const char* source :
       {"(a+)+$", "^(a*)*$", "^(a|aa)+$", "^(a|a?)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y"}) {
    const Pattern pattern = Compiled(source);
    EXPECT_LE(pattern.instructions(), 50) << source;
    EXPECT_FALSE(pattern.Matches(text)) << source;
  }
  EXPECT_TRUE(Compiled("(a+)+$").Matches(text.substr(0, text.size() - 1)));
}

// Its automaton would have 2^200 states: RE2 gives it up and still answers within the bounds.
TEST(Pattern, AnswersWhereItsAutomatonWouldNotFit) {
  const Pattern pattern = Compiled("[ab]*a[ab]{200}c");
  std::string text;
  for (uint32_t i = 0, seed = 1; i < kTextBytesMax; ++i) {
    seed = seed * 1664525 + 1013904223;
    text += seed >> 31 ? 'a' : 'b';
  }
  EXPECT_LE(pattern.instructions(), kPatternInstructionsMax);
  EXPECT_FALSE(pattern.Matches(text));
  text.replace(20'000, 202, "a" + std::string(200, 'b') + "c");
  EXPECT_TRUE(pattern.Matches(text));
}

TEST(Pattern, RefusesAHugeRepetition) {
  EXPECT_EQ(Refused("a{1000}{1000}"),
            InvalidArgument("RE2 does not take the pattern: bad repetition operator: "
                            "{1000}{1000}. A repetition may not stand behind another without "
                            "parentheses, and repeats at most 1000 times, one in another "
                            "multiplied."));
  EXPECT_EQ(Refused("(a{1000}){1000}"),
            InvalidArgument("RE2 does not take the pattern: invalid repetition size: {1000}. A "
                            "repetition may not stand behind another without parentheses, and "
                            "repeats at most 1000 times, one in another multiplied."));
}

TEST(Pattern, RefusesWhatCompilesToTooMuch) {
  const absl::Status large = ResourceExhausted(
      "The pattern compiles to more than 1000 instructions. Repeat less often, or repeat what "
      "stands for fewer characters: each is counted as often as it may be repeated.");
  EXPECT_EQ(Refused("\\pL{1000}"), large);  // Beyond the memory too.
  EXPECT_EQ(Refused("a{1000}"), large);     // Within it.
  EXPECT_EQ(Refused("[^a]{500}x"), large);
}

TEST(Pattern, TakesWhatPeopleWrite) {
  for (const char* source : {"退款|退货", "\\p{Han}+", "\\p{Han}{2,4}", "(?i)refund.{0,80}money",
                             "1[3-9]\\d{9}", "\\b[\\w.+-]+@[\\w-]+\\.[\\w.]+\\b",
                             "(?i)(投诉|消协|12315|工商|律师|起诉|曝光)", "\\p{Lu}{1}", "a{900}"}) {
    EXPECT_LE(Compiled(source).instructions(), kPatternInstructionsMax) << source;
  }
}

TEST(Pattern, RefusesWhatIsNoExpressionOfRe2) {
  for (const char* source : {"(", ")", "[", "*a", "a**", "\\", "\\8", "(a)\\1", "(?=a)", "(?<!a)",
                             "[z-a]", "\\p{Nowhere}", "x{2,1}"}) {
    const absl::Status status = Refused(source);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << source;
    EXPECT_TRUE(Message(status).starts_with("RE2 does not take the pattern: ")) << source;
    EXPECT_TRUE(Message(status).ends_with(".")) << Message(status);
  }
}

TEST(Pattern, RefusesNestingAndLengthBeyondItsBound) {
  EXPECT_EQ(Refused(""), InvalidArgument("A pattern has 1 to 1024 bytes; this one has 0."));
  EXPECT_EQ(Refused(std::string(1025, 'a')),
            InvalidArgument("A pattern has 1 to 1024 bytes; this one has 1025."));
  EXPECT_TRUE(Compiled(Times(500, "(") + "a" + Times(500, ")")).Matches("a"));
}

}  // namespace
}  // namespace docket::condition
