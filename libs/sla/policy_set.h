#pragma once

// A tenant's policies made ready: which one a ticket has. Made once for each version of the
// document, then asked at each change that conditions can see.
//
//   const PolicySet policies(document.policies(), published.version);
//   Reading reading(facts);
//   const setting::v1::Policy* policy = policies.Select(reading);   // null: no clocks
//
// Immutable, hence safe from any thread.

#include <cstdint>
#include <string_view>
#include <vector>

#include "docket/setting/v1/policy.pb.h"
#include "libs/condition/condition.h"
#include "libs/condition/reading.h"

namespace docket::sla {

class PolicySet {
 public:
  // Takes any message, as Condition does.
  PolicySet(setting::v1::Policies policies, uint64_t version);

  uint64_t version() const { return version_; }

  // The first policy whose condition holds; null if none does. Valid as long as the set is.
  const setting::v1::Policy* Select(condition::Reading& reading) const;

  // The policy of that id; null if there is none.
  const setting::v1::Policy* Find(std::string_view policy_id) const;

  // The level of that id, for the actions of one that fires; null if there is none.
  const setting::v1::EscalationLevel* FindLevel(std::string_view policy_id,
                                                std::string_view level_id) const;

  // Whether that level's actions happen: it is there, and its condition holds.
  bool Acts(std::string_view policy_id, std::string_view level_id,
            condition::Reading& reading) const;

 private:
  struct Item {
    condition::Condition condition;
    std::vector<condition::Condition> levels;  // As the policy's levels.
  };
  struct Place {
    int policy = -1;
    int level = -1;
  };

  // Both -1 if there is none.
  Place PlaceOf(std::string_view policy_id, std::string_view level_id) const;

  setting::v1::Policies policies_;
  uint64_t version_;
  std::vector<Item> items_;  // As the document's.
};

}  // namespace docket::sla
