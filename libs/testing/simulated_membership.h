#pragma once

// Who owns which partition in a simulated world. The group decides at once; its members hear of it
// late, each in its own time, so that a new owner may start before the old one has heard, or long
// after. Each member hears in order.
//
//   SimulatedGroup group(4, std::chrono::seconds(5), rng);
//   SimulatedMembership of_process(group);
//   group.Rebalance();
//
// Threads: one.

#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "libs/log/membership.h"
#include "libs/testing/simulated_draw.h"

namespace docket::testing {

class SimulatedMembership;

class SimulatedGroup {
 public:
  // News takes up to `delay_max` to a member. `rng` outlives the group.
  SimulatedGroup(int32_t partitions, VirtualTime delay_max, std::mt19937_64& rng)
      : delay_max_(delay_max), rng_(rng), owners_(static_cast<size_t>(partitions)) {}
  SimulatedGroup(const SimulatedGroup&) = delete;
  SimulatedGroup& operator=(const SimulatedGroup&) = delete;

  // Makes it `now`, which never goes back.
  void Advance(VirtualTime now) { now_ = now; }
  // When a member next has news.
  std::optional<VirtualTime> NextDue() const;

  // Takes all partitions from their owners and gives each to a drawn member, the same one perhaps.
  void Rebalance();
  // Takes `partition` from its owner and gives it to `member`, or to nobody if null.
  void Give(int32_t partition, SimulatedMembership* member);
  // Who owns it, whether heard of or not.
  const SimulatedMembership* OwnerOf(int32_t partition) const {
    return owners_.at(static_cast<size_t>(partition));
  }

 private:
  friend class SimulatedMembership;

  VirtualTime now_{};
  const VirtualTime delay_max_;
  std::mt19937_64& rng_;
  std::vector<SimulatedMembership*> members_;
  std::vector<SimulatedMembership*> owners_;  // By partition; null for nobody.
};

// One member. Joins when made and owns nothing until given; leaves when destroyed, and what it
// owned is nobody's until given again.
class SimulatedMembership final : public log::Membership {
 public:
  // `group` outlives this.
  explicit SimulatedMembership(SimulatedGroup& group);
  ~SimulatedMembership() override;
  SimulatedMembership(const SimulatedMembership&) = delete;
  SimulatedMembership& operator=(const SimulatedMembership&) = delete;

  // The process crashes here: it hears nothing any more. The group does not know yet.
  void Cut();

  std::vector<log::MembershipChange> Poll() override;

 private:
  friend class SimulatedGroup;

  void Tell(log::MembershipChange::Kind kind, int32_t partition);

  SimulatedGroup& group_;
  bool cut_ = false;
  std::deque<std::pair<VirtualTime, log::MembershipChange>> news_;
};

}  // namespace docket::testing
