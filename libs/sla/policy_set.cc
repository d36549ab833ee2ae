#include "libs/sla/policy_set.h"

#include <utility>

namespace docket::sla {

using setting::v1::EscalationLevel;
using setting::v1::Policy;

PolicySet::PolicySet(setting::v1::Policies policies, uint64_t version)
    : policies_(std::move(policies)), version_(version) {
  for (const Policy& policy : policies_.items()) {
    Item item{condition::Condition(policy.condition()), {}};
    for (const EscalationLevel& level : policy.levels()) {
      item.levels.emplace_back(level.condition());
    }
    items_.push_back(std::move(item));
  }
}

const Policy* PolicySet::Select(condition::Reading& reading) const {
  for (size_t i = 0; i < items_.size(); ++i) {
    if (items_[i].condition.Holds(reading)) return &policies_.items(static_cast<int>(i));
  }
  return nullptr;
}

const Policy* PolicySet::Find(std::string_view policy_id) const {
  for (const Policy& policy : policies_.items()) {
    if (policy.id() == policy_id) return &policy;
  }
  return nullptr;
}

PolicySet::Place PolicySet::PlaceOf(std::string_view policy_id, std::string_view level_id) const {
  for (int i = 0; i < policies_.items_size(); ++i) {
    const Policy& policy = policies_.items(i);
    if (policy.id() != policy_id) continue;
    for (int k = 0; k < policy.levels_size(); ++k) {
      if (policy.levels(k).id() == level_id) return {i, k};
    }
  }
  return {};
}

const EscalationLevel* PolicySet::FindLevel(std::string_view policy_id,
                                            std::string_view level_id) const {
  const Place place = PlaceOf(policy_id, level_id);
  return place.level < 0 ? nullptr : &policies_.items(place.policy).levels(place.level);
}

bool PolicySet::Acts(std::string_view policy_id, std::string_view level_id,
                     condition::Reading& reading) const {
  const Place place = PlaceOf(policy_id, level_id);
  if (place.level < 0) return false;
  const Item& item = items_[static_cast<size_t>(place.policy)];
  return item.levels[static_cast<size_t>(place.level)].Holds(reading);
}

}  // namespace docket::sla
