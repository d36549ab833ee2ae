#include "libs/setting/triage.h"

#include <string>

#include "libs/setting/directory.h"
#include "libs/setting/ticket_paths.h"

namespace docket::setting {
namespace {

constexpr int kRulesMax = 500;
constexpr int kCategoryLevelsMax = 5;
constexpr int kTagsMax = 50;
constexpr int kFollowersMax = 20;
constexpr size_t kLabelMax = 64;  // Of a tag and a category's level, as tickets have them.
constexpr uint32_t kBoostMax = 3;

void CheckCategory(const ticket::v1::CategoryPath& category, const std::string& at,
                   Checks& checks) {
  if (!checks.Count(at, category.levels_size(), 1, kCategoryLevelsMax)) return;
  for (int i = 0; i < category.levels_size(); ++i) {
    checks.Text(Item(at, i), category.levels(i), kLabelMax);
  }
}

void CheckTags(const v1::TriageRule& rule, const std::string& at, Checks& checks) {
  if (!checks.Count(at, rule.tags_size(), 0, kTagsMax)) return;
  for (int i = 0; i < rule.tags_size(); ++i) checks.Text(Item(at, i), rule.tags(i), kLabelMax);
  checks.EachOnce(at, rule.tags());
}

bool SaysNothing(const v1::TriageRule& rule) {
  return rule.kind() == 0 && !rule.has_category() && rule.priority() == 0 && rule.feeling() == 0 &&
         rule.team().empty() && rule.tags().empty() && rule.skills().empty() &&
         rule.followers().empty() && rule.boost() == 0 && !rule.stop();
}

void CheckRule(const v1::TriageRule& rule, const std::string& at, const condition::Schema& schema,
               Checks& checks) {
  checks.Condition(at + ".condition", rule.condition(), schema);
  if (rule.kind() != 0) {
    checks.Value(at + ".kind", *ticket::v1::TicketKind_descriptor(), rule.kind());
  }
  if (rule.has_category()) CheckCategory(rule.category(), at + ".category.levels", checks);
  if (rule.priority() != 0) {
    checks.Value(at + ".priority", *ticket::v1::Priority_descriptor(), rule.priority());
  }
  if (rule.feeling() != 0) {
    checks.Value(at + ".feeling", *ticket::v1::Feeling_descriptor(), rule.feeling());
  }
  checks.InForceIfAny(at + ".team", v1::Document::kTeam, rule.team());
  CheckTags(rule, at + ".tags", checks);
  CheckSkills(at + ".skills", rule.skills(), checks);
  checks.EachInForce(at + ".followers", v1::Document::kAgent, rule.followers(), kFollowersMax);
  checks.Number(at + ".boost", rule.boost(), 0, kBoostMax);
  if (SaysNothing(rule)) checks.Add(at, "one that says something of a ticket, or stops");
}

}  // namespace

void CheckTriageRules(std::string_view name, const v1::TriageRules& rules, Checks& checks) {
  const condition::Schema schema = TriagePaths(checks);
  CheckRuleSet(name, "triage_rules.items", rules.items(), kRulesMax, checks,
               [&](const v1::TriageRule& rule, const std::string& at) {
                 CheckRule(rule, at, schema, checks);
               });
}

}  // namespace docket::setting
