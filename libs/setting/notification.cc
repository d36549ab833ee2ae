#include "libs/setting/notification.h"

#include <algorithm>
#include <string>

#include "libs/setting/ticket_paths.h"

namespace docket::setting {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr int kRulesMax = 200;
constexpr int kAgentsMax = 20;

bool IsForEndpoints(int channel) {
  return channel == v1::MESSAGE_CHANNEL_WEBHOOK || channel == v1::MESSAGE_CHANNEL_CHAT_ROBOT;
}

// Each recipient has a way and each way a recipient.
void CheckWays(const v1::NotificationRule& rule, const std::string& at, Checks& checks) {
  const bool people = !rule.recipients().empty() || !rule.agents().empty();
  const bool endpoint = !rule.endpoint().empty();
  if (!people && !endpoint) checks.Add(at, "given recipients, agents or an endpoint");
  const auto for_endpoints = std::ranges::count_if(rule.channels(), IsForEndpoints);
  if (endpoint && for_endpoints == 0) {
    checks.Add(at + ".channels", "with webhook or chat robot, for the endpoint");
  }
  if (!endpoint && for_endpoints > 0) {
    checks.Add(at + ".endpoint", "given for webhook and chat robot");
  }
  if (people && for_endpoints == rule.channels_size()) {
    checks.Add(at + ".channels", "with in-app or e-mail, for people");
  }
}

void CheckWords(const v1::NotificationRule& rule, const std::string& at, Checks& checks) {
  checks.InForce(at + ".template", v1::Document::kMessageTemplate, rule.template_());
  const PublishedPtr words = checks.Find(v1::Document::kMessageTemplate, rule.template_());
  if (words == nullptr) return;
  for (const int channel : rule.channels()) {
    const auto& texts = words->document.message_template().texts();
    if (!v1::MessageChannel_IsValid(channel) ||
        std::ranges::any_of(texts, [&](const auto& text) { return text.channel() == channel; })) {
      continue;
    }
    checks.Add(
        at + ".template",
        "one with words for " + v1::MessageChannel_Name(static_cast<v1::MessageChannel>(channel)));
  }
}

void CheckRule(const v1::NotificationRule& rule, const std::string& at,
               const condition::Schema& schema, Checks& checks) {
  checks.EventKinds(at + ".event_kinds", rule.event_kinds(), 1);
  checks.Condition(at + ".condition", rule.condition(), schema);
  checks.Values(at + ".recipients", *v1::RecipientGroup_descriptor(), rule.recipients());
  checks.EachInForce(at + ".agents", v1::Document::kAgent, rule.agents(), kAgentsMax);
  checks.InForceIfAny(at + ".endpoint", v1::Document::kEndpoint, rule.endpoint());
  checks.Values(at + ".channels", *v1::MessageChannel_descriptor(), rule.channels(), 1);
  if (!rule.channels().empty()) CheckWays(rule, at, checks);
  CheckWords(rule, at, checks);
  if (rule.urgency() != 0) {
    checks.Value(at + ".urgency", *v1::Urgency_descriptor(), rule.urgency());
  }
  if (rule.quiet() != 0) {
    checks.Value(at + ".quiet", *v1::QuietEffect_descriptor(), rule.quiet());
  }
  if (rule.has_bundle_window()) {
    checks.Span(at + ".bundle_window", rule.bundle_window(), seconds(0), hours(1));
  }
}

}  // namespace

void CheckNotificationRules(std::string_view name, const v1::NotificationRules& rules,
                            Checks& checks) {
  const condition::Schema schema = NotificationPaths(checks);
  CheckRuleSet(name, "notification_rules.items", rules.items(), kRulesMax, checks,
               [&](const v1::NotificationRule& rule, const std::string& at) {
                 CheckRule(rule, at, schema, checks);
               });
}

}  // namespace docket::setting
