#include "libs/sla/terms.h"

#include <algorithm>
#include <set>
#include <string>

#include "libs/sla/spans.h"

namespace docket::sla {
namespace {

using setting::v1::EscalationLevel;
using setting::v1::Policy;
using setting::v1::SlaMetric;
using setting::v1::Target;
using std::chrono::milliseconds;
using ticket::v1::ClockLevel;
using ticket::v1::PolicyApplied;

const google::protobuf::Duration* PromiseOf(const Target& target, ticket::v1::Priority priority) {
  switch (priority) {
    case ticket::v1::PRIORITY_LOW: return target.has_low() ? &target.low() : nullptr;
    case ticket::v1::PRIORITY_NORMAL: return target.has_normal() ? &target.normal() : nullptr;
    case ticket::v1::PRIORITY_HIGH: return target.has_high() ? &target.high() : nullptr;
    case ticket::v1::PRIORITY_URGENT: return target.has_urgent() ? &target.urgent() : nullptr;
    default: return nullptr;
  }
}

bool IsMetric(SlaMetric metric) {
  return setting::v1::SlaMetric_IsValid(metric) && metric != setting::v1::SLA_METRIC_UNSPECIFIED;
}

// Gives the metrics that are promised.
std::set<SlaMetric> AddTargets(const Policy& policy, ticket::v1::Priority priority,
                               PolicyApplied& terms) {
  std::set<SlaMetric> seen;
  std::set<SlaMetric> promised;
  for (const Target& target : policy.targets()) {
    const SlaMetric metric = target.metric();
    if (!IsMetric(metric) || !seen.insert(metric).second) continue;
    const auto* promise = PromiseOf(target, priority);
    if (promise == nullptr || SpanOf(*promise) <= milliseconds(0)) continue;
    promised.insert(metric);
    ticket::v1::ClockTarget& added = *terms.add_targets();
    added.set_metric(metric);
    *added.mutable_target() = SpanProto(SpanOf(*promise));
  }
  std::ranges::sort(*terms.mutable_targets(), {},
                    [](const auto& target) { return target.metric(); });
  return promised;
}

// False if it has no offset.
bool CopyOffset(const EscalationLevel& level, ClockLevel& copy) {
  switch (level.offset_case()) {
    case EscalationLevel::kPercent:
      copy.set_percent(std::clamp<uint32_t>(level.percent(), 1, 99));
      return true;
    case EscalationLevel::kBefore:
      *copy.mutable_before() = SpanProto(SpanOf(level.before()));
      return true;
    case EscalationLevel::kBreach: copy.set_breach(true); return true;
    case EscalationLevel::kAfter:
      *copy.mutable_after() = SpanProto(SpanOf(level.after()));
      return true;
    case EscalationLevel::OFFSET_NOT_SET: break;
  }
  return false;
}

void AddLevels(const Policy& policy, const std::set<SlaMetric>& promised, PolicyApplied& terms) {
  std::set<std::string> ids;
  for (const EscalationLevel& level : policy.levels()) {
    ClockLevel copy;
    // The empty id is that of the breach.
    if (level.id().empty() || !ids.insert(level.id()).second) continue;
    if (!promised.contains(level.metric()) || !CopyOffset(level, copy)) continue;
    copy.set_level_id(level.id());
    copy.set_metric(level.metric());
    *terms.add_levels() = std::move(copy);
  }
}

void AddDefaultPause(PolicyApplied& terms) {
  terms.add_pause_statuses(ticket::v1::TICKET_STATUS_PENDING);
}

void AddPause(const Policy& policy, PolicyApplied& terms) {
  if (!policy.has_pause()) return AddDefaultPause(terms);
  for (const int status : policy.pause().statuses()) {
    terms.add_pause_statuses(static_cast<ticket::v1::TicketStatus>(status));
  }
}

setting::v1::ReopenEffect EffectOf(const Policy& policy) {
  switch (policy.on_reopen()) {
    case setting::v1::REOPEN_EFFECT_RESTART:
    case setting::v1::REOPEN_EFFECT_IGNORE: return policy.on_reopen();
    default: return setting::v1::REOPEN_EFFECT_RESUME;
  }
}

}  // namespace

PolicyApplied TermsOf(const Policy& policy, uint64_t policies_version, uint64_t calendar_version,
                      ticket::v1::Priority priority) {
  PolicyApplied terms;
  terms.set_policy_id(policy.id());
  terms.set_policies_version(policies_version);
  terms.set_calendar(policy.calendar());
  terms.set_calendar_version(policy.calendar().empty() ? 0 : calendar_version);
  const std::set<SlaMetric> promised = AddTargets(policy, priority, terms);
  AddPause(policy, terms);
  terms.set_on_reopen(EffectOf(policy));
  *terms.mutable_reopen_floor() = SpanProto(SpanOf(policy.reopen_floor()));
  AddLevels(policy, promised, terms);
  return terms;
}

PolicyApplied TermsOfNone(uint64_t policies_version, const PolicyApplied& before) {
  PolicyApplied terms;
  terms.set_policies_version(policies_version);
  terms.set_calendar(before.calendar());
  terms.set_calendar_version(before.calendar_version());
  AddDefaultPause(terms);
  terms.set_on_reopen(setting::v1::REOPEN_EFFECT_RESUME);
  terms.mutable_reopen_floor();
  return terms;
}

std::optional<milliseconds> TargetOf(const PolicyApplied& terms, SlaMetric metric,
                                     milliseconds target_min) {
  for (const ticket::v1::ClockTarget& target : terms.targets()) {
    if (target.metric() == metric) return std::max(SpanOf(target.target()), target_min);
  }
  return std::nullopt;
}

milliseconds ThresholdOf(const ClockLevel& level, milliseconds target) {
  switch (level.offset_case()) {
    case ClockLevel::kPercent: return target * std::min<uint32_t>(level.percent(), 100) / 100;
    case ClockLevel::kBefore: return std::max(milliseconds(0), target - SpanOf(level.before()));
    case ClockLevel::kAfter: return target + SpanOf(level.after());
    case ClockLevel::kBreach:
    case ClockLevel::OFFSET_NOT_SET: break;
  }
  return target;
}

bool IsWarning(const ClockLevel& level) {
  return level.offset_case() == ClockLevel::kPercent || level.offset_case() == ClockLevel::kBefore;
}

}  // namespace docket::sla
