#include "services/routing/domain/triage.h"

#include <algorithm>
#include <string>
#include <utility>

#include "libs/condition/reading.h"
#include "libs/ticket/condition_facts.h"
#include "services/routing/domain/limits.h"

namespace docket::routing {
namespace {

using setting::PublishedPtr;
using setting::Settings;
using setting::v1::Document;
using setting::v1::TriageRule;
using ticket_facts::TicketFacts;

// What a ticket has of which no rule and nobody else says more.
constexpr int kBasePriority = ticket::v1::PRIORITY_NORMAL;
constexpr int kPriorityMax = ticket::v1::PRIORITY_URGENT;
constexpr int kUpsetBoost = 1;
constexpr int kFuriousBoost = 2;
// What a ticket takes of each (semantics.md 2.1), so that no set of rules makes a command too long.
constexpr int kMatchedRulesMax = 100;
constexpr int kTagsMax = 50;
constexpr int kFollowersMax = 100;

// A team and the pool that assigns for it.
struct Place {
  std::string team;
  std::string pool;
};

std::optional<Place> PlaceOf(std::string_view tenant, std::string_view team,
                             const Settings& settings) {
  const PublishedPtr published = settings.Find(tenant, Document::kTeam, team);
  if (published == nullptr) return std::nullopt;
  return Place{std::string(team), published->document.team().pool()};
}

std::optional<Place> CatchAll(std::string_view tenant, const Settings& settings) {
  const PublishedPtr published = settings.Find(tenant, Document::kTenant, setting::kOnlyName);
  if (published == nullptr) return std::nullopt;
  return PlaceOf(tenant, published->document.tenant().catch_all_team(), settings);
}

// What the rules have said so far.
class Walk {
 public:
  Walk(const TicketFacts& ticket, const Settings& settings)
      : ticket_(ticket), settings_(settings) {}

  void Take(const TriageRule& rule) {
    AddOnce(rule.id(), kMatchedRulesMax, *said_.mutable_matched_rule_ids());
    TakeSingle(rule);
    for (const std::string& tag : rule.tags()) AddOnce(tag, kTagsMax, *said_.mutable_tags());
    for (const std::string& id : rule.followers()) {
      AddOnce(id, kFollowersMax, *said_.mutable_follower_ids());
    }
    for (const setting::v1::Skill& skill : rule.skills()) AddSkill(skill);
    boost_ += static_cast<int>(rule.boost());
  }

  std::optional<ticket::v1::TriageTicket> Result() && {
    if (!place_.has_value()) place_ = CatchAll(ticket_.tenant(), settings_);
    if (!place_.has_value()) return std::nullopt;
    said_.set_cause_version(ticket_.triage_version());
    said_.set_priority(static_cast<ticket::v1::Priority>(
        std::min(kPriorityMax, base_.value_or(kBasePriority) + boost_ + FeelingBoost())));
    said_.set_priority_source(ticket::v1::JUDGEMENT_SOURCE_RULE);
    said_.set_team_id(place_->team);
    said_.set_pool_id(place_->pool);
    return std::move(said_);
  }

 private:
  // Of what a ticket has one of, the first rule that says it has the last word.
  void TakeSingle(const TriageRule& rule) {
    if (said_.kind() == ticket::v1::TICKET_KIND_UNSPECIFIED && rule.kind() != said_.kind()) {
      said_.set_kind(rule.kind());
      said_.set_kind_source(ticket::v1::JUDGEMENT_SOURCE_RULE);
    }
    if (!said_.has_category() && rule.has_category()) {
      *said_.mutable_category() = rule.category();
      said_.set_category_source(ticket::v1::JUDGEMENT_SOURCE_RULE);
    }
    if (said_.feeling() == ticket::v1::FEELING_UNSPECIFIED && rule.feeling() != said_.feeling()) {
      said_.set_feeling(rule.feeling());
      said_.set_feeling_source(ticket::v1::JUDGEMENT_SOURCE_RULE);
    }
    if (!base_.has_value() && rule.priority() != ticket::v1::PRIORITY_UNSPECIFIED)
      base_ = rule.priority();
    if (!place_.has_value() && !rule.team().empty()) {
      place_ = PlaceOf(ticket_.tenant(), rule.team(), settings_);
    }
  }

  static void AddOnce(const std::string& text, int max,
                      google::protobuf::RepeatedPtrField<std::string>& texts) {
    if (texts.size() == max || std::ranges::find(texts, text) != texts.end()) return;
    *texts.Add() = text;
  }

  // Whoever has to satisfy two rules has to satisfy the stricter.
  void AddSkill(const setting::v1::Skill& skill) {
    for (setting::v1::Skill& known : *said_.mutable_skills()) {
      if (known.name() != skill.name()) continue;
      known.set_level(std::max(known.level(), skill.level()));
      return;
    }
    if (said_.skills_size() < kSkillsMax) *said_.add_skills() = skill;
  }

  // By the feeling as it will be: a rule only makes it worse, and not what a person has said.
  int FeelingBoost() const {
    const bool said_by_person = ticket_.feeling_source() == ticket::v1::JUDGEMENT_SOURCE_MANUAL;
    const ticket::v1::Feeling feeling =
        said_by_person ? ticket_.feeling() : std::max(ticket_.feeling(), said_.feeling());
    if (feeling == ticket::v1::FEELING_FURIOUS) return kFuriousBoost;
    return feeling == ticket::v1::FEELING_UPSET ? kUpsetBoost : 0;
  }

  const TicketFacts& ticket_;
  const Settings& settings_;
  ticket::v1::TriageTicket said_;
  std::optional<Place> place_;
  std::optional<int> base_;
  int boost_ = 0;
};

}  // namespace

TriageRuleSet::TriageRuleSet(PublishedPtr published) : published_(std::move(published)) {
  if (published_ == nullptr) return;
  for (const TriageRule& rule : published_->document.triage_rules().items()) {
    rules_.push_back({&rule, condition::Condition(rule.condition())});
  }
}

std::optional<ticket::v1::TriageTicket> Triage(const Unplaced& ticket, const TriageRuleSet& rules,
                                               const Settings& settings) {
  const ticket_facts::ConditionFacts facts(ticket.now, ticket.before, settings);
  condition::Reading reading(facts);
  Walk walk(ticket.now, settings);
  for (const TriageRuleSet::Rule& rule : rules.rules()) {
    if (!rule.condition.Holds(reading)) continue;
    walk.Take(*rule.said);
    if (rule.said->stop()) break;
  }
  std::optional<ticket::v1::TriageTicket> result = std::move(walk).Result();
  if (result.has_value()) result->set_rule_set_version(rules.version());
  return result;
}

std::optional<ticket::v1::QueueTicket> Queue(const TicketFacts& ticket, const Settings& settings) {
  std::optional<Place> place = PlaceOf(ticket.tenant(), ticket.team_id(), settings);
  if (!place.has_value()) place = CatchAll(ticket.tenant(), settings);
  if (!place.has_value()) return std::nullopt;
  ticket::v1::QueueTicket queue;
  queue.set_cause_version(ticket.triage_version());
  queue.set_team_id(place->team);
  queue.set_pool_id(place->pool);
  return queue;
}

}  // namespace docket::routing
