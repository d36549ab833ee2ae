#include "libs/condition/validate.h"

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/text.h"
#include "libs/condition/condition_test.h"
#include "libs/condition/limits.h"

namespace docket {

void PrintTo(const Fault& fault, std::ostream* out) {
  *out << "{" << fault.field << " | " << fault.rule << " | " << fault.message << "}";
}

namespace condition {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

MATCHER_P2(Breaks, field, rule, "") { return arg.field == field && arg.rule == rule; }

Faults FaultsOf(const v1::Condition& condition) { return Validate(condition, TestSchema(), ""); }

// The faults of one test, in JSON.
Faults FaultsOfTest(std::string_view test) {
  return FaultsOf(FromJson("{test: {" + std::string(test) + "}}"));
}

v1::Condition Wide(int count) {
  const v1::Condition part = FromJson("{test: {path: 'priority', equals_number: 1}}");
  v1::Condition condition;
  for (int i = 0; i < count; ++i) *condition.add_any() = part;
  return condition;
}

TEST(Validate, FindsNothingInWhatMayBePublished) {
  for (const char* test :
       {"path: 'kind', equals: 'fault'", "path: 'kind', in: {texts: ['fault', 'complaint']}",
        "path: 'tags', equals: 'vip'", "path: 'tags', in: {texts: ['vip']}",
        "path: 'priority', in: {numbers: [0, -1]}", "path: 'priority', equals_number: 0",
        "path: 'live', equals_bool: false", "path: 'category', below: 'a/b'",
        "path: 'subject', contains_any: {words: ['退款']}", "path: 'subject', matches: '^a+$'",
        "path: 'priority', less: 0", "path: 'priority', greater: 0",
        "path: 'opened', before: '2026-03-01T08:00:00.001Z'",
        "path: 'opened', after: '0001-01-01T00:00:00Z'", "path: 'opened', within: 'cn'",
        "path: 'opened', exists: true", "path: 'tags', changed: true"}) {
    EXPECT_THAT(FaultsOfTest(test), IsEmpty()) << test;
  }
  EXPECT_THAT(FaultsOf(v1::Condition()), IsEmpty());
}

TEST(Validate, FindsAllFaultsAtOnceWhereTheyStand) {
  const v1::Condition condition = FromJson(R"({all: [
      {test: {path: 'priorty', less: 3}},
      {none: [{}, {test: {path: 'subject', contains_any: {words: ['退款', '!']}}}]},
      {test: {path: 'kind', less: 3}}]})");
  EXPECT_THAT(
      Validate(condition, TestSchema(), "rules[2].condition"),
      ElementsAre(Breaks("rules[2].condition.all[0].test.path", "a known path"),
                  Breaks("rules[2].condition.all[1].none[0]", "one of all, any, none, test"),
                  Breaks("rules[2].condition.all[1].none[1].test.contains_any.words[1]",
                         "more than white space and punctuation"),
                  Breaks("rules[2].condition.all[2].test.less", "an operator for a text")));
}

TEST(Validate, SaysWhichPathsThereAre) {
  const auto faults = FaultsOfTest("path: 'priorty', less: 3");
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_EQ(faults[0].message,
            "There is no path `priorty` here; there are: category, kind, live, opened, priority, "
            "subject, tags.");
}

TEST(Validate, SaysWhichOperatorsFit) {
  const auto faults = FaultsOfTest("path: 'priority', equals: '3'");
  ASSERT_THAT(faults, ElementsAre(Breaks("test.equals", "an operator for a whole number")));
  EXPECT_EQ(faults[0].message,
            "`priority` holds a whole number, of which `equals` cannot be asked; use one of: "
            "equals_number, in, less, greater, exists, changed.");
}

TEST(Validate, RefusesEveryOperatorWhereItDoesNotFit) {
  const std::pair<const char*, std::vector<const char*>> operators[] = {
      {"equals: 'fault'", {"priority", "live", "opened"}},
      {"equals_number: 1", {"kind", "live", "opened", "tags"}},
      {"equals_bool: true", {"kind", "priority", "opened", "tags"}},
      {"in: {texts: ['fault']}", {"live", "opened"}},
      {"in: {numbers: [1]}", {"live", "opened"}},
      {"below: 'a'", {"priority", "live", "opened"}},
      {"contains_any: {words: ['a']}", {"priority", "live", "opened"}},
      {"matches: 'a'", {"priority", "live", "opened"}},
      {"less: 1", {"kind", "live", "opened", "tags"}},
      {"greater: 1", {"kind", "live", "opened", "tags"}},
      {"before: '2026-03-01T08:00:00Z'", {"kind", "priority", "live", "tags"}},
      {"after: '2026-03-01T08:00:00Z'", {"kind", "priority", "live", "tags"}},
      {"within: 'cn'", {"kind", "priority", "live", "tags"}},
  };
  for (const auto& [asks, paths] : operators) {
    const std::string name(asks, std::string_view(asks).find(':'));
    for (const std::string path : paths) {
      const auto faults = FaultsOfTest("path: '" + path + "', " + asks);
      ASSERT_THAT(faults, SizeIs(1)) << path << " " << asks;
      EXPECT_EQ(faults[0].field, "test." + name);
      EXPECT_TRUE(faults[0].rule.starts_with("an operator for ")) << faults[0].rule;
    }
  }
}

TEST(Validate, RefusesATestThatAsksNothing) {
  EXPECT_THAT(FaultsOfTest("path: 'live'"), ElementsAre(Breaks("test", "an operator")));
  EXPECT_THAT(FaultsOfTest(""),
              ElementsAre(Breaks("test.path", "a known path"), Breaks("test", "an operator")));
}

TEST(Validate, RefusesValuesThatAPathNeverHolds) {
  const auto faults = FaultsOfTest("path: 'kind', equals: 'complain'");
  ASSERT_THAT(faults, ElementsAre(Breaks("test.equals", "a known value")));
  EXPECT_EQ(faults[0].message, "`kind` is never `complain`; it is one of: complaint, fault.");
  EXPECT_THAT(FaultsOfTest("path: 'kind', in: {texts: ['faults', 'fault', 'x']}"),
              ElementsAre(Breaks("test.in.texts[0]", "a known value"),
                          Breaks("test.in.texts[2]", "a known value")));
}

TEST(Validate, RefusesEmptyLists) {
  const char* rule = "1 to 256 elements";
  EXPECT_THAT(FaultsOfTest("path: 'kind', in: {}"), ElementsAre(Breaks("test.in.texts", rule)));
  EXPECT_THAT(FaultsOfTest("path: 'priority', in: {}"),
              ElementsAre(Breaks("test.in.numbers", rule)));
  EXPECT_THAT(FaultsOfTest("path: 'subject', contains_any: {words: []}"),
              ElementsAre(Breaks("test.contains_any.words", rule)));
}

TEST(Validate, RefusesLongLists) {
  v1::Condition condition = FromJson("{test: {path: 'subject', contains_any: {words: []}}}");
  for (size_t i = 0; i <= kChoicesMax; ++i) {
    condition.mutable_test()->mutable_contains_any()->add_words("a");
  }
  EXPECT_THAT(FaultsOf(condition),
              ElementsAre(Breaks("test.contains_any.words", "1 to 256 elements")));
}

TEST(Validate, RefusesNumbersForTextsAndTextsForNumbers) {
  const char* rule = "texts or numbers, as the path holds";
  EXPECT_THAT(FaultsOfTest("path: 'kind', in: {texts: ['fault'], numbers: [1]}"),
              ElementsAre(Breaks("test.in.numbers", rule)));
  EXPECT_THAT(FaultsOfTest("path: 'priority', in: {texts: ['1'], numbers: [1]}"),
              ElementsAre(Breaks("test.in.texts", rule)));
}

TEST(Validate, BoundsTexts) {
  const std::string longest(kOperandBytesMax, 'a');
  const char* rule = "1 to 256 bytes";
  for (const char* asks : {"equals", "below"}) {
    const std::string begin = "path: 'category', " + std::string(asks) + ": '";
    EXPECT_THAT(FaultsOfTest(begin + longest + "'"), IsEmpty());
    EXPECT_THAT(FaultsOfTest(begin + longest + "a'"),
                ElementsAre(Breaks("test." + std::string(asks), rule)));
    EXPECT_THAT(FaultsOfTest(begin + "'"), ElementsAre(Breaks("test." + std::string(asks), rule)));
  }
  EXPECT_THAT(FaultsOfTest("path: 'subject', contains_any: {words: ['', '" + longest + "a']}"),
              ElementsAre(Breaks("test.contains_any.words[0]", rule),
                          Breaks("test.contains_any.words[1]", rule)));
}

// Protobuf's parser refuses it, a message that was built and not parsed has passed none.
TEST(Validate, RefusesWhatIsNoUtf8AndQuotesItAsUtf8) {
  v1::Condition condition;
  v1::Test* test = condition.mutable_test();
  test->set_path("\xFF");
  test->set_equals("\xE5\xB7");
  auto faults = FaultsOf(condition);
  EXPECT_THAT(faults,
              ElementsAre(Breaks("test.path", "a known path"), Breaks("test.equals", "UTF-8")));
  for (const Fault& fault : faults) EXPECT_TRUE(IsUtf8(fault.message));
  test->set_path("subject");
  test->set_matches("a\xFF");
  EXPECT_THAT(FaultsOf(condition), ElementsAre(Breaks("test.matches", "UTF-8")));
  test->mutable_contains_any()->add_words("\xFF");
  EXPECT_THAT(FaultsOf(condition), ElementsAre(Breaks("test.contains_any.words[0]", "UTF-8")));
}

TEST(Validate, RefusesAPlaceWithAnOpenEnd) {
  const char* rule = "without '/' at either end";
  EXPECT_THAT(FaultsOfTest("path: 'category', below: 'a/'"),
              ElementsAre(Breaks("test.below", rule)));
  EXPECT_THAT(FaultsOfTest("path: 'category', below: '/a'"),
              ElementsAre(Breaks("test.below", rule)));
}

TEST(Validate, RefusesPatternsByTheirSyntaxAndTheirSize) {
  EXPECT_THAT(FaultsOfTest("path: 'subject', matches: 'a{1000}{1000}'"),
              ElementsAre(Breaks("test.matches", "a regular expression of RE2")));
  EXPECT_THAT(FaultsOfTest("path: 'subject', matches: '.{1000}'"),
              ElementsAre(Breaks("test.matches", "at most 1000 instructions")));
}

TEST(Validate, BoundsThePatternsOfACondition) {
  v1::Condition condition;
  for (size_t i = 0; i <= kPatternsMax; ++i) {
    *condition.add_any() = FromJson("{test: {path: 'subject', matches: 'a'}}");
  }
  EXPECT_THAT(FaultsOf(condition),
              ElementsAre(Breaks("any[32].test.matches", "at most 32 patterns")));
}

TEST(Validate, RefusesInstantsThatNoClockShows) {
  const char* rule = "whole milliseconds of the years 0001 to 9999";
  EXPECT_THAT(FaultsOfTest("path: 'opened', before: '2026-03-01T08:00:00.0001Z'"),
              ElementsAre(Breaks("test.before", rule)));
  v1::Condition condition = FromJson("{test: {path: 'opened', after: '2026-03-01T08:00:00Z'}}");
  auto* after = condition.mutable_test()->mutable_after();
  for (const auto& [seconds, nanos] : {std::pair<int64_t, int32_t>{253'402'300'800, 0},
                                       {-62'135'596'801, 0},
                                       {0, -1'000'000},
                                       {0, 1'000'000'000}}) {
    after->set_seconds(seconds);
    after->set_nanos(nanos);
    EXPECT_THAT(FaultsOf(condition), ElementsAre(Breaks("test.after", rule)));
  }
}

TEST(Validate, RefusesFalseWhereItWouldMeanNothing) {
  EXPECT_THAT(FaultsOfTest("path: 'live', exists: false"),
              ElementsAre(Breaks("test.exists", "true")));
  EXPECT_THAT(FaultsOfTest("path: 'live', changed: false"),
              ElementsAre(Breaks("test.changed", "true")));
}

TEST(Validate, RefusesAnUnknownCalendar) {
  const auto faults = FaultsOfTest("path: 'opened', within: 'us'");
  ASSERT_THAT(faults, ElementsAre(Breaks("test.within", "a published calendar")));
  EXPECT_EQ(faults[0].message, "There is no calendar `us`; there are: cn, eu.");
}

TEST(Validate, RefusesMoreThanOneOfAllAnyNoneAndTest) {
  EXPECT_THAT(FaultsOf(FromJson("{all: [{test: {path: 'live', exists: true}}],"
                                " test: {path: 'live', exists: true}}")),
              ElementsAre(Breaks("", "one of all, any, none, test")));
}

TEST(Validate, RefusesAnEmptyConditionInAList) {
  EXPECT_THAT(FaultsOf(FromJson("{any: [{all: []}]}")),
              ElementsAre(Breaks("any[0]", "one of all, any, none, test")));
}

TEST(Validate, BoundsDepth) {
  EXPECT_THAT(FaultsOf(Nested(kDepthMax)), IsEmpty());
  EXPECT_THAT(FaultsOf(Nested(kDepthMax + 1)),
              ElementsAre(Breaks("all[0].all[0].all[0].all[0].all[0].all[0].all[0].all[0]",
                                 "at most 8 deep")));
}

// They can be built; protobuf's parser takes 100 and refuses the rest.
TEST(Validate, RefusesTenThousandConditionsInOneAnother) {
  const v1::Condition condition = Nested(10'000);
  EXPECT_THAT(FaultsOf(condition),
              ElementsAre(Breaks("all[0].all[0].all[0].all[0].all[0].all[0].all[0].all[0]",
                                 "at most 8 deep")));
  v1::Condition parsed;
  EXPECT_FALSE(parsed.ParseFromString(Nested(101).SerializeAsString()));
}

TEST(Validate, BoundsTheNumberOfConditions) {
  EXPECT_THAT(FaultsOf(Wide(kConditionsMax - 1)), IsEmpty());
  EXPECT_THAT(FaultsOf(Wide(kConditionsMax)),
              ElementsAre(Breaks("any[255]", "at most 256 conditions")));
  EXPECT_THAT(FaultsOf(Wide(10'000)), ElementsAre(Breaks("any[255]", "at most 256 conditions")));
}

TEST(Validate, KeepsMessagesShortWhateverIsQuoted) {
  Schema schema = TestSchema();
  for (int i = 0; i < 1000; ++i) schema.paths["field" + std::to_string(i)] = {};
  const auto faults = Validate(
      FromJson("{test: {path: '" + std::string(100'000, 'a') + "', exists: true}}"), schema, "");
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_LT(faults[0].message.size(), 1000u);
  EXPECT_TRUE(faults[0].message.ends_with(" and 977 more.")) << faults[0].message;
}

}  // namespace
}  // namespace condition
}  // namespace docket
