#include "libs/setting/policy.h"

#include <set>
#include <string>

#include "libs/setting/ticket_paths.h"

namespace docket::setting {
namespace {

using condition::Schema;
using std::chrono::days;
using std::chrono::seconds;

constexpr int kPoliciesMax = 100;
constexpr int kLevelsMax = 20;
constexpr int kActionsMax = 10;
constexpr int kFollowersMax = 20;

bool HoldsAlways(const v1::Condition& condition) {
  return condition.all().empty() && condition.any().empty() && condition.none().empty() &&
         !condition.has_test();
}

void CheckSpan(const std::string& field, const google::protobuf::Duration& span, Checks& checks) {
  checks.Span(field, span, seconds(1), days(365));
}

void CheckTarget(const v1::Target& target, const std::string& at, std::set<int>& metrics,
                 Checks& checks) {
  checks.Value(at + ".metric", *v1::SlaMetric_descriptor(), target.metric());
  if (!metrics.insert(target.metric()).second) {
    checks.Add(at + ".metric", "other than those before it");
  }
  if (target.has_low()) CheckSpan(at + ".low", target.low(), checks);
  if (target.has_normal()) CheckSpan(at + ".normal", target.normal(), checks);
  if (target.has_high()) CheckSpan(at + ".high", target.high(), checks);
  if (target.has_urgent()) CheckSpan(at + ".urgent", target.urgent(), checks);
  if (!target.has_low() && !target.has_normal() && !target.has_high() && !target.has_urgent()) {
    checks.Add(at, "given for low, normal, high or urgent");
  }
}

// Gives the metrics that are promised.
std::set<int> CheckTargets(const v1::Policy& policy, const std::string& at, Checks& checks) {
  std::set<int> metrics;
  if (!checks.Count(at, policy.targets_size(), 0, v1::SlaMetric_descriptor()->value_count() - 1)) {
    return metrics;
  }
  for (int i = 0; i < policy.targets_size(); ++i) {
    CheckTarget(policy.targets(i), Item(at, i), metrics, checks);
  }
  return metrics;
}

void CheckPause(const v1::PauseStatuses& pause, const std::string& at, Checks& checks) {
  checks.Values(at, *ticket::v1::TicketStatus_descriptor(), pause.statuses());
  for (int i = 0; i < pause.statuses_size(); ++i) {
    if (pause.statuses(i) > ticket::v1::TICKET_STATUS_HELD) {
      checks.Add(Item(at, i), "an unsolved status: no clock runs in another");
    }
  }
}

void CheckOffset(const v1::EscalationLevel& level, const std::string& at, Checks& checks) {
  using Level = v1::EscalationLevel;
  switch (level.offset_case()) {
    case Level::kPercent: return checks.Number(at + ".percent", level.percent(), 1, 99);
    case Level::kBefore: return CheckSpan(at + ".before", level.before(), checks);
    case Level::kAfter: return CheckSpan(at + ".after", level.after(), checks);
    case Level::kBreach:
      if (!level.breach()) checks.Add(at + ".breach", "true");
      return;
    case Level::OFFSET_NOT_SET: break;
  }
  checks.Add(at, "given percent, before, breach or after");
}

void CheckTrue(const std::string& field, bool value, Checks& checks) {
  if (!value) checks.Add(field, "true");
}

void CheckAction(const v1::LevelAction& action, const std::string& at, Checks& checks) {
  using Action = v1::LevelAction;
  switch (action.kind_case()) {
    case Action::kNotify: return CheckTrue(at + ".notify", action.notify(), checks);
    case Action::kRaisePriority:
      return CheckTrue(at + ".raise_priority", action.raise_priority(), checks);
    case Action::kRaiseEscalationLevel:
      return CheckTrue(at + ".raise_escalation_level", action.raise_escalation_level(), checks);
    case Action::kTransfer:
      return checks.InForce(at + ".transfer.team", v1::Document::kTeam, action.transfer().team());
    case Action::kFollow:
      if (action.follow().agents().empty()) {
        return checks.Add(at + ".follow.agents", "1 to 20 elements");
      }
      return checks.EachInForce(at + ".follow.agents", v1::Document::kAgent,
                                action.follow().agents(), kFollowersMax);
    case Action::kWebhook:
      return checks.InForce(at + ".webhook.endpoint", v1::Document::kEndpoint,
                            action.webhook().endpoint());
    case Action::KIND_NOT_SET: break;
  }
  checks.Add(at, "an action that this release knows");
}

void CheckLevel(const v1::EscalationLevel& level, const std::string& at,
                const std::set<int>& promised, const Schema& schema, Checks& checks) {
  checks.Value(at + ".metric", *v1::SlaMetric_descriptor(), level.metric());
  if (v1::SlaMetric_IsValid(level.metric()) && level.metric() != v1::SLA_METRIC_UNSPECIFIED &&
      !promised.contains(level.metric())) {
    checks.Add(at + ".metric", "one that has a target in this policy");
  }
  CheckOffset(level, at, checks);
  checks.Condition(at + ".condition", level.condition(), schema);
  if (!checks.Count(at + ".actions", level.actions_size(), 1, kActionsMax)) return;
  for (int i = 0; i < level.actions_size(); ++i) {
    CheckAction(level.actions(i), Item(at + ".actions", i), checks);
  }
}

void CheckPolicy(const v1::Policy& policy, const std::string& at, const Schema& schema,
                 Checks& checks) {
  checks.Text(at + ".label", policy.label(), kLabelCharactersMax);
  checks.Condition(at + ".condition", policy.condition(), schema);
  checks.InForceIfAny(at + ".calendar", v1::Document::kCalendar, policy.calendar());
  const std::set<int> promised = CheckTargets(policy, at + ".targets", checks);
  CheckPause(policy.pause(), at + ".pause.statuses", checks);
  if (policy.on_reopen() != v1::REOPEN_EFFECT_UNSPECIFIED) {
    checks.Value(at + ".on_reopen", *v1::ReopenEffect_descriptor(), policy.on_reopen());
  }
  if (policy.has_reopen_floor()) {
    checks.Span(at + ".reopen_floor", policy.reopen_floor(), seconds(0), days(30));
  }
  if (!checks.Count(at + ".levels", policy.levels_size(), 0, kLevelsMax)) return;
  std::set<std::string> ids;
  for (int i = 0; i < policy.levels_size(); ++i) {
    const std::string level = Item(at + ".levels", i);
    checks.Id(level + ".id", policy.levels(i).id(), ids);
    CheckLevel(policy.levels(i), level, promised, schema, checks);
  }
}

}  // namespace

void CheckPolicies(std::string_view name, const v1::Policies& policies, Checks& checks) {
  constexpr std::string_view kField = "policies.items";
  checks.Only(name);
  if (!checks.Count(kField, policies.items_size(), 0, kPoliciesMax)) return;
  const Schema schema = PolicyPaths(checks);
  std::set<std::string> ids;
  int patterns = 0;
  int always = -1;  // The first that every ticket has.
  for (int i = 0; i < policies.items_size(); ++i) {
    const v1::Policy& policy = policies.items(i);
    const std::string at = Item(kField, i);
    checks.Id(at + ".id", policy.id(), ids);
    CheckPolicy(policy, at, schema, checks);
    patterns += CountPatterns(policy.condition());
    for (const v1::EscalationLevel& level : policy.levels()) {
      patterns += CountPatterns(level.condition());
    }
    if (always >= 0) checks.Add(at, "before " + Item(kField, always) + ", which has no condition");
    if (always < 0 && HoldsAlways(policy.condition())) always = i;
  }
  if (patterns > kSetPatternsMax) {
    checks.Add(std::string(kField), "of at most 100 regular expressions in all");
  }
}

}  // namespace docket::setting
