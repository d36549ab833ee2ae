#pragma once

// What conditions may say of a ticket: paths as intake and routing answer them. A kind of setting
// sees as much of a ticket as there is when it is asked.

#include "docket/setting/v1/condition.pb.h"
#include "libs/condition/schema.h"
#include "libs/setting/checks.h"

namespace docket::setting {

// Of all conditions of one set of rules: each may cost a step of a partition.
inline constexpr int kSetPatternsMax = 100;

// For policies (semantics.md 8).
condition::Schema PolicyPaths(const Checks& checks);
// For triage rules: with the customer's words and origin.
condition::Schema TriagePaths(const Checks& checks);
// For notification rules: with where the ticket stands and what happened to it.
condition::Schema NotificationPaths(const Checks& checks);

// The regular expressions of `condition`.
int CountPatterns(const v1::Condition& condition);

}  // namespace docket::setting
