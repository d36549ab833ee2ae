#pragma once

// What the tests of conditions share: facts from maps, a schema over them, conditions from JSON.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "docket/setting/v1/condition.pb.h"
#include "libs/condition/condition.h"
#include "libs/condition/facts.h"
#include "libs/condition/schema.h"

namespace docket::condition {

namespace v1 = setting::v1;

using Values = std::map<std::string, Value, std::less<>>;

struct MapFacts final : Facts {
  Values now;
  Values before;
  std::map<std::string, std::set<Time>, std::less<>> working = {};
  mutable int asked = 0;  // How often Now was called.

  std::optional<Value> Now(std::string_view path) const override {
    ++asked;
    return Find(now, path);
  }
  std::optional<Value> Before(std::string_view path) const override { return Find(before, path); }
  bool IsWorkingTime(std::string_view calendar, Time instant) const override {
    const auto found = working.find(calendar);
    return found != working.end() && found->second.contains(instant);
  }

 private:
  template <typename Values>
  static std::optional<Value> Find(const Values& values, std::string_view path) {
    const auto found = values.find(path);
    return found == values.end() ? std::nullopt : std::optional<Value>(found->second);
  }
};

inline MapFacts FactsOf(Values now) {
  MapFacts facts;
  facts.now = std::move(now);
  return facts;
}

inline const Schema& TestSchema() {
  static const Schema schema{.paths = {{"kind", {Type::kText, {"complaint", "fault"}}},
                                       {"subject", {Type::kText}},
                                       {"category", {Type::kText}},
                                       {"priority", {Type::kNumber}},
                                       {"live", {Type::kBool}},
                                       {"opened", {Type::kInstant}},
                                       {"tags", {Type::kTexts}}},
                             .calendars = {"cn", "eu"}};
  return schema;
}

// `json` may leave out the quotes of names and use single ones.
inline v1::Condition FromJson(std::string_view json) {
  v1::Condition condition;
  const auto status =
      google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &condition);
  EXPECT_TRUE(status.ok()) << status.ToString() << " in " << json;
  return condition;
}

inline bool Holds(const v1::Condition& condition, const Facts& facts) {
  Reading reading(facts);
  return Condition(condition).Holds(reading);
}

// `count` conditions in one another, the innermost a test of `priority`.
inline v1::Condition Nested(size_t count) {
  v1::Condition condition = FromJson("{test: {path: 'priority', exists: true}}");
  for (size_t i = 1; i < count; ++i) {
    v1::Condition outer;
    outer.add_all()->Swap(&condition);
    condition.Swap(&outer);
  }
  return condition;
}

}  // namespace docket::condition
