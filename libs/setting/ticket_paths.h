#pragma once

// What conditions may say of a ticket: paths as intake and routing answer them. A kind of setting
// sees as much of a ticket as there is when it is asked.

#include <set>
#include <string>
#include <string_view>

#include "docket/setting/v1/condition.pb.h"
#include "libs/condition/schema.h"
#include "libs/setting/checks.h"

namespace docket::setting {

// Of all conditions of one set of rules: each may cost a step of a partition.
inline constexpr int kSetPatternsMax = 100;

// A value of an enum as conditions spell it: TICKET_KIND_FAULT is "fault". Empty for value 0 and
// for a number that the enum does not have.
std::string SpelledValue(const google::protobuf::EnumDescriptor& type, int number);

// For policies (semantics.md 8).
condition::Schema PolicyPaths(const Checks& checks);
// For triage rules: with the customer's words and origin.
condition::Schema TriagePaths(const Checks& checks);
// For notification rules: with where the ticket stands and what happened to it.
condition::Schema NotificationPaths(const Checks& checks);

// The regular expressions of `condition`.
int CountPatterns(const v1::Condition& condition);

// Adds to `checks` what is wrong with an ordered set of rules, at most `rules_max` at `field`, the
// only document `name` of its kind: each has an id of its own and is asked of by `check`.
template <typename Rules, typename Check>
void CheckRuleSet(std::string_view name, std::string_view field, const Rules& rules, int rules_max,
                  Checks& checks, Check check) {
  checks.Only(name);
  if (!checks.Count(field, rules.size(), 0, rules_max)) return;
  std::set<std::string> ids;
  int patterns = 0;
  for (int i = 0; i < rules.size(); ++i) {
    const std::string at = Item(field, i);
    checks.Id(at + ".id", rules[i].id(), ids);
    check(rules[i], at);
    patterns += CountPatterns(rules[i].condition());
  }
  if (patterns > kSetPatternsMax) {
    checks.Add(std::string(field), "of at most 100 regular expressions in all");
  }
}

}  // namespace docket::setting
