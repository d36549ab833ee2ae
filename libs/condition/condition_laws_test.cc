// What holds of every condition and all facts, drawn at random. A failure prints the seed for
// RC_PARAMS that draws it again.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "libs/base/proto_time.h"
#include "libs/base/text.h"
#include "libs/condition/condition_test.h"
#include "libs/condition/validate.h"

namespace docket::condition {
namespace {

using Strings = std::vector<std::string>;

// Below `bound`, each number as often as another, while inRange begins with small ones.
int DrawBelow(int bound) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, bound)); }

// Few and alike, so that tests meet the facts.
rc::Gen<std::string> AnyText() {
  return rc::gen::element<std::string>("a", "A", "ab", "a/b", "a/bc", "Ａ b", "退 款", "退款单");
}
rc::Gen<int64_t> AnyNumber() { return rc::gen::element<int64_t>(-1, 0, 1, 2); }
rc::Gen<std::string> AnyPath() {
  return rc::gen::element<std::string>("subject", "category", "priority", "live", "opened", "tags");
}

rc::Gen<Value> AnyValueOf(Type type) {
  switch (type) {
    case Type::kText: return rc::gen::cast<Value>(AnyText());
    case Type::kNumber: return rc::gen::cast<Value>(AnyNumber());
    case Type::kBool: return rc::gen::cast<Value>(rc::gen::arbitrary<bool>());
    case Type::kInstant:
      return rc::gen::map(AnyNumber(), [](int64_t n) { return Value(FromMillis(n)); });
    case Type::kTexts: return rc::gen::cast<Value>(rc::gen::container<Strings>(AnyText()));
  }
  return rc::gen::just(Value(std::string()));
}

// Mostly of the type that the schema promises, but facts are not held to it.
rc::Gen<Value> AnyValueFor(Type type) {
  return rc::gen::weightedOneOf<Value>(
      {{8, AnyValueOf(type)},
       {1, rc::gen::just(Value(std::string()))},
       {1, rc::gen::join(rc::gen::map(rc::gen::element(Type::kText, Type::kNumber, Type::kBool,
                                                       Type::kInstant, Type::kTexts),
                                      AnyValueOf))}});
}

Values DrawValues() {
  Values values;
  for (const auto& [path, form] : TestSchema().paths) {
    if (DrawBelow(4) > 0) values[path] = *AnyValueFor(form.type);
  }
  return values;
}

MapFacts DrawFacts() {
  MapFacts facts = FactsOf(DrawValues());
  facts.before = *rc::gen::arbitrary<bool>() ? facts.now : DrawValues();
  for (const char* calendar : {"cn", "eu"}) {
    for (int64_t n : *rc::gen::container<std::vector<int64_t>>(AnyNumber())) {
      facts.working[calendar].insert(FromMillis(n));
    }
  }
  return facts;
}

void DrawTextTest(v1::Test& test) {
  switch (DrawBelow(5)) {
    case 0: test.set_equals(*AnyText()); break;
    case 1:
      for (const auto& text : *rc::gen::nonEmpty(rc::gen::container<Strings>(AnyText()))) {
        test.mutable_in()->add_texts(text);
      }
      break;
    case 2: test.set_below(*rc::gen::element<std::string>("a", "a/b", "ab")); break;
    case 3:
      for (const auto& word : *rc::gen::nonEmpty(rc::gen::container<Strings>(AnyText()))) {
        test.mutable_contains_any()->add_words(word);
      }
      break;
    default: test.set_matches(*rc::gen::element<std::string>("b", "^a", "b$", "^a$"));
  }
}

void DrawNumberTest(v1::Test& test) {
  switch (DrawBelow(4)) {
    case 0: test.set_equals_number(*AnyNumber()); break;
    case 1:
      for (int64_t n : *rc::gen::nonEmpty(rc::gen::container<std::vector<int64_t>>(AnyNumber()))) {
        test.mutable_in()->add_numbers(n);
      }
      break;
    case 2: test.set_less(*AnyNumber()); break;
    default: test.set_greater(*AnyNumber());
  }
}

void DrawInstantTest(v1::Test& test) {
  switch (DrawBelow(3)) {
    case 0: *test.mutable_before() = ToProto(FromMillis(*AnyNumber())); break;
    case 1: *test.mutable_after() = ToProto(FromMillis(*AnyNumber())); break;
    default: test.set_within(*rc::gen::element<std::string>("cn", "eu"));
  }
}

// A test that may be published.
v1::Test DrawTest() {
  v1::Test test;
  test.set_path(*AnyPath());
  switch (DrawBelow(4)) {
    case 0: test.set_exists(true); return test;
    case 1: test.set_changed(true); return test;
    default: break;
  }
  switch (TestSchema().paths.find(test.path())->second.type) {
    case Type::kText:
    case Type::kTexts: DrawTextTest(test); break;
    case Type::kNumber: DrawNumberTest(test); break;
    case Type::kBool: test.set_equals_bool(*rc::gen::arbitrary<bool>()); break;
    case Type::kInstant: DrawInstantTest(test); break;
  }
  return test;
}

// A condition that may be published, `depth` deep at most.
v1::Condition DrawCondition(int depth = 3) {
  v1::Condition condition;
  const int kind = depth == 1 ? 0 : DrawBelow(4);
  const int parts = 1 + DrawBelow(3);
  if (kind == 0) *condition.mutable_test() = DrawTest();
  for (int i = 0; i < parts && kind == 1; ++i) *condition.add_all() = DrawCondition(depth - 1);
  for (int i = 0; i < parts && kind == 2; ++i) *condition.add_any() = DrawCondition(depth - 1);
  for (int i = 0; i < parts && kind == 3; ++i) *condition.add_none() = DrawCondition(depth - 1);
  return condition;
}

// The same meaning a second time, by other means: over the message itself, an answer per text, no
// RE2, nothing compiled.
bool TextIs(const v1::Test& test, const std::string& text) {
  const auto& texts = test.in().texts();
  switch (test.operator_case()) {
    case v1::Test::kEquals: return text.compare(test.equals()) == 0;
    case v1::Test::kIn: return std::count(texts.begin(), texts.end(), text) > 0;
    case v1::Test::kBelow: return (text + "/").rfind(test.below() + "/", 0) == 0;
    case v1::Test::kContainsAny: {
      const auto& words = test.contains_any().words();
      return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return NormaliseText(text).find(NormaliseText(word)) != std::string::npos;
      });
    }
    case v1::Test::kMatches:
      if (test.matches() == "b") return text.find('b') != std::string::npos;
      if (test.matches() == "^a") return text.front() == 'a';
      if (test.matches() == "b$") return text.back() == 'b';
      return text == "a";
    default: return false;
  }
}

bool NumberIs(const v1::Test& test, int64_t number) {
  const auto& numbers = test.in().numbers();
  switch (test.operator_case()) {
    case v1::Test::kEqualsNumber: return number - test.equals_number() == 0;
    case v1::Test::kIn: return std::count(numbers.begin(), numbers.end(), number) > 0;
    case v1::Test::kLess: return test.less() - number > 0;
    case v1::Test::kGreater: return number - test.greater() > 0;
    default: return false;
  }
}

bool InstantIs(const v1::Test& test, Time time, const MapFacts& facts) {
  switch (test.operator_case()) {
    case v1::Test::kBefore: return ToMillis(time) < ToMillis(FromProto(test.before()));
    case v1::Test::kAfter: return ToMillis(time) > ToMillis(FromProto(test.after()));
    case v1::Test::kWithin: return facts.IsWorkingTime(test.within(), time);
    default: return false;
  }
}

bool IsNothing(const std::optional<Value>& value) {
  return !value || *value == Value(std::string()) || *value == Value(Strings());
}

bool NaiveTest(const v1::Test& test, const MapFacts& facts) {
  const std::optional<Value> now = facts.Now(test.path());
  const std::optional<Value> before = facts.Before(test.path());
  if (IsNothing(now)) return false;
  if (test.has_exists()) return true;
  if (test.has_changed()) return IsNothing(before) || *before != *now;
  if (const auto* text = std::get_if<std::string>(&*now)) return TextIs(test, *text);
  if (const auto* number = std::get_if<int64_t>(&*now)) return NumberIs(test, *number);
  if (const auto* yes = std::get_if<bool>(&*now)) {
    return test.has_equals_bool() && test.equals_bool() == *yes;
  }
  if (const auto* time = std::get_if<Time>(&*now)) return InstantIs(test, *time, facts);
  for (const std::string& text : std::get<Strings>(*now)) {
    if (!text.empty() && TextIs(test, text)) return true;
  }
  return false;
}

bool Naive(const v1::Condition& condition, const MapFacts& facts) {
  if (condition.has_test()) return NaiveTest(condition.test(), facts);
  size_t held = 0;
  const auto count = [&](const auto& parts) {
    for (const v1::Condition& part : parts) held += Naive(part, facts) ? 1 : 0;
  };
  count(condition.all());
  if (condition.all_size() > 0) return held == static_cast<size_t>(condition.all_size());
  count(condition.any());
  if (condition.any_size() > 0) return held > 0;
  count(condition.none());
  return held == 0;
}

v1::Condition Joined(void (*add)(v1::Condition&, const v1::Condition&),
                     const std::vector<v1::Condition>& parts) {
  v1::Condition condition;
  for (const v1::Condition& part : parts) add(condition, part);
  return condition;
}
void ToAll(v1::Condition& condition, const v1::Condition& part) { *condition.add_all() = part; }
void ToAny(v1::Condition& condition, const v1::Condition& part) { *condition.add_any() = part; }
void ToNone(v1::Condition& condition, const v1::Condition& part) { *condition.add_none() = part; }

std::vector<v1::Condition> DrawParts() {
  std::vector<v1::Condition> parts(1 + static_cast<size_t>(DrawBelow(3)));
  for (v1::Condition& part : parts) part = DrawCondition(2);
  return parts;
}

RC_GTEST_PROP(ConditionLaw, AnswersAsANaiveSecondEvaluation, ()) {
  const v1::Condition condition = DrawCondition();
  const MapFacts facts = DrawFacts();
  RC_ASSERT(Validate(condition, TestSchema(), "").empty());
  RC_ASSERT(Holds(condition, facts) == Naive(condition, facts));
}

RC_GTEST_PROP(ConditionLaw, NoneIsNotAny, ()) {
  const auto parts = DrawParts();
  const MapFacts facts = DrawFacts();
  RC_ASSERT(Holds(Joined(ToNone, parts), facts) != Holds(Joined(ToAny, parts), facts));
}

RC_GTEST_PROP(ConditionLaw, AllIsNoneOfTheContraries, ()) {
  const auto parts = DrawParts();
  const MapFacts facts = DrawFacts();
  std::vector<v1::Condition> contraries;
  for (const v1::Condition& part : parts) contraries.push_back(Joined(ToNone, {part}));
  RC_ASSERT(Holds(Joined(ToAll, parts), facts) == Holds(Joined(ToNone, contraries), facts));
}

RC_GTEST_PROP(ConditionLaw, AnEqualConditionAnswersAlikeHoweverItsPartsStand, ()) {
  auto parts = DrawParts();
  const MapFacts facts = DrawFacts();
  const bool held = Holds(Joined(ToAny, parts), facts);
  std::reverse(parts.begin(), parts.end());
  RC_ASSERT(Holds(Joined(ToAny, parts), facts) == held);
}

RC_GTEST_PROP(ConditionLaw, EveryTestIsFalseOfNothing, ()) {
  v1::Condition condition;
  *condition.mutable_test() = DrawTest();
  RC_ASSERT(!Holds(condition, MapFacts()));
}

RC_GTEST_PROP(ConditionLaw, AReadingThatOthersUsedAnswersAsAFreshOne, ()) {
  const auto parts = DrawParts();
  const MapFacts facts = DrawFacts();
  Reading shared(facts);
  for (const v1::Condition& part : parts) {
    RC_ASSERT(Condition(part).Holds(shared) == Holds(part, facts));
  }
}

// What no administrator would write and a damaged document might hold.
rc::Gen<std::string> AnyJunk() {
  return rc::gen::element<std::string>("", "priority", "subject", "(", "a{1000}{1000}", "\xFF",
                                       "\xE5\xB7", "!", "/", std::string(300, 'a'),
                                       std::string(2000, '('), std::string("\0", 1));
}

v1::Test DrawJunkTest() {
  v1::Test test;
  test.set_path(*AnyJunk());
  switch (DrawBelow(8)) {
    case 0: test.set_equals(*AnyJunk()); break;
    case 1: test.mutable_in()->add_texts(*AnyJunk()); break;
    case 2: test.set_below(*AnyJunk()); break;
    case 3: test.mutable_contains_any()->add_words(*AnyJunk()); break;
    case 4: test.set_matches(*AnyJunk()); break;
    case 5: test.mutable_before()->set_nanos(*rc::gen::arbitrary<int32_t>()); break;
    case 6: test.mutable_after()->set_seconds(*rc::gen::arbitrary<int64_t>()); break;
    default: test.set_exists(false);
  }
  return test;
}

v1::Condition DrawJunk(int depth = 3) {
  v1::Condition condition;
  if (*rc::gen::arbitrary<bool>()) *condition.mutable_test() = DrawJunkTest();
  if (depth == 1) return condition;
  for (auto* add : {ToAll, ToAny, ToNone}) {
    if (*rc::gen::arbitrary<bool>()) add(condition, DrawJunk(depth - 1));
  }
  return condition;
}

RC_GTEST_PROP(ConditionLaw, AnyMessageIsJudgedAndAnswered, ()) {
  const v1::Condition condition = DrawJunk();
  MapFacts facts = FactsOf({{"subject", *AnyJunk()}, {"priority", *AnyJunk()}});
  const bool held = Holds(condition, facts);
  for (const Fault& fault : Validate(condition, TestSchema(), "")) {
    RC_ASSERT(IsUtf8(fault.message) && fault.message.ends_with('.'));
  }
  RC_ASSERT(Holds(condition, facts) == held);
}

}  // namespace
}  // namespace docket::condition
