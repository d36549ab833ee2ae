#include "libs/condition/condition.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "libs/condition/condition_test.h"
#include "libs/condition/limits.h"

namespace docket::condition {
namespace {

using Strings = std::vector<std::string>;

// Whether a test of the path `value`, which holds `value`, is true; `asks` is its operator in JSON.
bool IsTrue(std::string_view asks, Value value) {
  return Holds(FromJson("{test: {path: 'value', " + std::string(asks) + "}}"),
               FactsOf({{"value", std::move(value)}}));
}

bool IsTrueWithoutValue(std::string_view asks) {
  return Holds(FromJson("{test: {path: 'value', " + std::string(asks) + "}}"), MapFacts());
}

TEST(Condition, EqualsTheWholeTextAsItIsSpelled) {
  EXPECT_TRUE(IsTrue("equals: 'vip'", "vip"));
  EXPECT_FALSE(IsTrue("equals: 'vip'", "VIP"));
  EXPECT_FALSE(IsTrue("equals: 'vip'", "vip2"));
  EXPECT_FALSE(IsTrue("equals: 'vip'", int64_t{1}));
  EXPECT_FALSE(IsTrueWithoutValue("equals: 'vip'"));
}

TEST(Condition, EqualsANumber) {
  EXPECT_TRUE(IsTrue("equals_number: 3", int64_t{3}));
  EXPECT_TRUE(IsTrue("equals_number: 9007199254740993", int64_t{9007199254740993}));
  EXPECT_FALSE(IsTrue("equals_number: 9007199254740993", int64_t{9007199254740992}));
  EXPECT_FALSE(IsTrue("equals_number: 3", "3"));
  EXPECT_FALSE(IsTrueWithoutValue("equals_number: 0"));
}

TEST(Condition, EqualsYesOrNo) {
  EXPECT_TRUE(IsTrue("equals_bool: true", true));
  EXPECT_TRUE(IsTrue("equals_bool: false", false));
  EXPECT_FALSE(IsTrue("equals_bool: false", true));
  EXPECT_FALSE(IsTrue("equals_bool: true", int64_t{1}));
  EXPECT_FALSE(IsTrueWithoutValue("equals_bool: false"));
}

TEST(Condition, IsInTextsOrNumbers) {
  EXPECT_TRUE(IsTrue("in: {texts: ['gold', 'silver']}", "silver"));
  EXPECT_FALSE(IsTrue("in: {texts: ['gold', 'silver']}", "gol"));
  EXPECT_TRUE(IsTrue("in: {numbers: [3, 4]}", int64_t{4}));
  EXPECT_FALSE(IsTrue("in: {numbers: [3, 4]}", int64_t{2}));
  EXPECT_FALSE(IsTrue("in: {numbers: [3, 4]}", "3"));
  EXPECT_FALSE(IsTrueWithoutValue("in: {texts: ['gold']}"));
  EXPECT_FALSE(IsTrueWithoutValue("in: {numbers: [0]}"));
}

TEST(Condition, IsBelowAPlaceAtOrUnderIt) {
  EXPECT_TRUE(IsTrue("below: '售后/退款'", "售后/退款"));
  EXPECT_TRUE(IsTrue("below: '售后/退款'", "售后/退款/部分"));
  EXPECT_FALSE(IsTrue("below: '售后/退款'", "售后/退款单"));
  EXPECT_FALSE(IsTrue("below: '售后/退款'", "售后"));
  EXPECT_FALSE(IsTrue("below: '售后/退款'", "a/售后/退款"));
  EXPECT_FALSE(IsTrueWithoutValue("below: 'a'"));
}

TEST(Condition, ContainsAWordHoweverItIsTyped) {
  const char* asks = "contains_any: {words: ['退款', 'Re fund!']}";
  EXPECT_TRUE(IsTrue(asks, "请 退 款。"));
  EXPECT_TRUE(IsTrue(asks, "I want my ＲＥＦＵＮＤＳ now"));
  EXPECT_FALSE(IsTrue(asks, "退回货款"));
  EXPECT_FALSE(IsTrue(asks, int64_t{1}));
  EXPECT_FALSE(IsTrueWithoutValue(asks));
}

TEST(Condition, MatchesAnywhereUnlessItSaysWhere) {
  EXPECT_TRUE(IsTrue("matches: '1[3-9][0-9]{9}'", "call 13800138000 please"));
  EXPECT_FALSE(IsTrue("matches: '^1[3-9][0-9]{9}$'", "call 13800138000"));
  EXPECT_TRUE(IsTrue("matches: '^1[3-9][0-9]{9}$'", "13800138000"));
  EXPECT_FALSE(IsTrue("matches: 'refund'", "REFUND"));
  EXPECT_TRUE(IsTrue("matches: '(?i)refund'", "REFUND"));
  EXPECT_TRUE(IsTrue("matches: '^退.款$'", "退订款"));  // Characters, not bytes.
  EXPECT_FALSE(IsTrueWithoutValue("matches: '.*'"));
}

TEST(Condition, IsLess) {
  EXPECT_TRUE(IsTrue("less: 3", int64_t{2}));
  EXPECT_FALSE(IsTrue("less: 3", int64_t{3}));
  EXPECT_FALSE(IsTrue("less: 3", "2"));
  EXPECT_FALSE(IsTrueWithoutValue("less: 3"));
}

TEST(Condition, IsGreater) {
  EXPECT_TRUE(IsTrue("greater: -3", int64_t{-2}));
  EXPECT_FALSE(IsTrue("greater: -3", int64_t{-3}));
  EXPECT_FALSE(IsTrueWithoutValue("greater: -3"));
}

TEST(Condition, IsBeforeOrAfterAnInstant) {
  const Time noon = *ParseTime("2026-03-01T12:00:00.000Z");
  const std::chrono::milliseconds tick{1};
  EXPECT_TRUE(IsTrue("before: '2026-03-01T12:00:00Z'", noon - tick));
  EXPECT_FALSE(IsTrue("before: '2026-03-01T12:00:00Z'", noon));
  EXPECT_TRUE(IsTrue("after: '2026-03-01T12:00:00Z'", noon + tick));
  EXPECT_FALSE(IsTrue("after: '2026-03-01T12:00:00Z'", noon));
  EXPECT_FALSE(IsTrue("after: '1970-01-01T00:00:00Z'", int64_t{5}));
  EXPECT_FALSE(IsTrueWithoutValue("before: '2026-03-01T12:00:00Z'"));
  EXPECT_FALSE(IsTrueWithoutValue("after: '2026-03-01T12:00:00Z'"));
}

TEST(Condition, ExistsIfThereIsAValueAndNoEmptyOne) {
  EXPECT_TRUE(IsTrue("exists: true", "x"));
  EXPECT_TRUE(IsTrue("exists: true", int64_t{0}));
  EXPECT_TRUE(IsTrue("exists: true", false));
  EXPECT_TRUE(IsTrue("exists: true", Strings{""}));
  EXPECT_FALSE(IsTrue("exists: true", ""));
  EXPECT_FALSE(IsTrue("exists: true", Strings{}));
  EXPECT_FALSE(IsTrueWithoutValue("exists: true"));
}

TEST(Condition, HasChangedIfTheValueIsNewOrAnother) {
  const v1::Condition changed = FromJson("{test: {path: 'value', changed: true}}");
  MapFacts facts = FactsOf({{"value", int64_t{2}}});
  EXPECT_TRUE(Holds(changed, facts));
  facts.before["value"] = int64_t{1};
  EXPECT_TRUE(Holds(changed, facts));
  facts.before["value"] = int64_t{2};
  EXPECT_FALSE(Holds(changed, facts));
  facts.now.clear();  // What is gone is no value, of which every test is false.
  EXPECT_FALSE(Holds(changed, facts));
  facts.before["value"] = "";
  facts.now["value"] = "";
  EXPECT_FALSE(Holds(changed, facts));
}

TEST(Condition, IsWithinTheWorkingTimeOfACalendar) {
  const v1::Condition within = FromJson("{test: {path: 'value', within: 'cn'}}");
  MapFacts facts = FactsOf({{"value", FromMillis(7)}});
  EXPECT_FALSE(Holds(within, facts));  // No such calendar.
  facts.working["cn"] = {FromMillis(7)};
  EXPECT_TRUE(Holds(within, facts));
  facts.now["value"] = FromMillis(8);
  EXPECT_FALSE(Holds(within, facts));
  facts.now["value"] = int64_t{7};
  EXPECT_FALSE(Holds(within, facts));
  facts.now.clear();
  EXPECT_FALSE(Holds(within, facts));
}

TEST(Condition, IsTrueOfTextsIfItIsTrueOfOne) {
  const Strings tags = {"vip", "售后/退款", "Late Again"};
  for (const char* asks : {"equals: 'vip'", "in: {texts: ['gold', 'vip']}", "below: '售后'",
                           "matches: '^Late'", "contains_any: {words: ['lateagain']}"}) {
    EXPECT_TRUE(IsTrue(asks, tags)) << asks;
    EXPECT_FALSE(IsTrue(asks, Strings{"other"})) << asks;
    EXPECT_FALSE(IsTrue(asks, Strings{})) << asks;
  }
}

TEST(Condition, LooksForWordsInEachTextAlone) {
  EXPECT_FALSE(IsTrue("contains_any: {words: ['ab']}", Strings{"a", "b"}));
}

TEST(Condition, HoldsWithoutAnythingGiven) {
  EXPECT_TRUE(Holds(v1::Condition(), MapFacts()));
  EXPECT_TRUE(Holds(FromJson("{all: []}"), MapFacts()));
}

TEST(Condition, JoinsByAllAnyAndNone) {
  const MapFacts facts = FactsOf({{"yes", true}});
  const std::string yes = "{test: {path: 'yes', exists: true}}";
  const std::string no = "{test: {path: 'no', exists: true}}";
  EXPECT_TRUE(Holds(FromJson("{all: [" + yes + "," + yes + "]}"), facts));
  EXPECT_FALSE(Holds(FromJson("{all: [" + yes + "," + no + "]}"), facts));
  EXPECT_TRUE(Holds(FromJson("{any: [" + no + "," + yes + "]}"), facts));
  EXPECT_FALSE(Holds(FromJson("{any: [" + no + "," + no + "]}"), facts));
  EXPECT_TRUE(Holds(FromJson("{none: [" + no + "," + no + "]}"), facts));
  EXPECT_FALSE(Holds(FromJson("{none: [" + no + "," + yes + "]}"), facts));
}

TEST(Condition, ReadsAsTheProtoShowsIt) {
  const v1::Condition condition = FromJson(R"({all: [
      {test: {path: 'kind', equals: 'complaint'}},
      {test: {path: 'subject', contains_any: {words: ['退款', 'refund']}}},
      {any: [{test: {path: 'priority', greater: 2}},
             {test: {path: 'tier', in: {texts: ['gold', 'platinum']}}}]}]})");
  MapFacts facts = FactsOf({{"kind", "complaint"}, {"subject", "我要退款！"}, {"tier", "gold"}});
  EXPECT_TRUE(Holds(condition, facts));
  facts.now["tier"] = "silver";
  EXPECT_FALSE(Holds(condition, facts));
  facts.now["priority"] = int64_t{3};
  EXPECT_TRUE(Holds(condition, facts));
}

TEST(Condition, LooksAtTheBeginningOfALongText) {
  const std::string filler(kTextBytesMax - 2, '.');
  for (const char* asks : {"contains_any: {words: ['ab']}", "matches: 'ab'"}) {
    EXPECT_TRUE(IsTrue(asks, filler + "ab")) << asks;
    EXPECT_FALSE(IsTrue(asks, filler + "-ab")) << asks;
  }
}

TEST(Condition, TakesTextsThatAreCutInACharacterOrNoUtf8) {
  const std::string filler(kTextBytesMax - 1, '.');
  for (const char* asks : {"contains_any: {words: ['退']}", "matches: '退'"}) {
    EXPECT_FALSE(IsTrue(asks, filler + "退")) << asks;
    EXPECT_TRUE(IsTrue(asks, "退\xE5\xB7")) << asks;
    EXPECT_FALSE(IsTrue(asks, "\xFF\xE5\xB7")) << asks;
  }
}

TEST(Condition, AsksForAPathOnceInAReading) {
  const Condition first(FromJson(
      "{any: [{test: {path: 'value', equals: 'x'}}, {test: {path: 'value', matches: 'y'}}]}"));
  const Condition second(FromJson("{test: {path: 'value', contains_any: {words: ['退款']}}}"));
  const MapFacts facts = FactsOf({{"value", "退款"}});
  Reading reading(facts);
  EXPECT_FALSE(first.Holds(reading));
  EXPECT_TRUE(second.Holds(reading));
  EXPECT_TRUE(second.Holds(reading));
  EXPECT_EQ(facts.asked, 1);
}

// What a release with other bounds, or another RE2, took and this one would not.
TEST(Condition, IsFalseWhereATestCannotBeUnderstood) {
  for (const char* asks :
       {"path: 'value'", "path: 'value', matches: '('", "path: 'value', exists: false",
        "path: 'value', changed: false", "path: 'value', contains_any: {words: ['!', '']}",
        "path: 'value', in: {}"}) {
    EXPECT_FALSE(
        Holds(FromJson("{test: {" + std::string(asks) + "}}"), FactsOf({{"value", "! ("}})))
        << asks;
  }
}

TEST(Condition, IsFalseWhereItIsTooDeep) {
  const MapFacts facts = FactsOf({{"priority", int64_t{1}}});
  EXPECT_TRUE(Holds(Nested(kDepthMax), facts));
  EXPECT_FALSE(Holds(Nested(kDepthMax + 1), facts));
  EXPECT_FALSE(Holds(Nested(10'000), facts));
}

}  // namespace
}  // namespace docket::condition
