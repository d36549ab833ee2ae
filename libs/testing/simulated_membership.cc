#include "libs/testing/simulated_membership.h"

#include <algorithm>

namespace docket::testing {

using log::MembershipChange;

std::optional<VirtualTime> SimulatedGroup::NextDue() const {
  std::optional<VirtualTime> next;
  for (const SimulatedMembership* member : members_) {
    if (member->news_.empty()) continue;
    const VirtualTime due = member->news_.front().first;
    next = std::min(next.value_or(due), due);
  }
  return next;
}

void SimulatedGroup::Rebalance() {
  for (size_t partition = 0; partition < owners_.size(); ++partition) {
    const size_t drawn = Below(rng_, members_.size());
    Give(static_cast<int32_t>(partition), members_.empty() ? nullptr : members_[drawn]);
  }
}

void SimulatedGroup::Give(int32_t partition, SimulatedMembership* member) {
  SimulatedMembership*& owner = owners_.at(static_cast<size_t>(partition));
  if (owner != nullptr) owner->Tell(MembershipChange::Kind::kRevoked, partition);
  owner = member;
  if (owner != nullptr) owner->Tell(MembershipChange::Kind::kAssigned, partition);
}

SimulatedMembership::SimulatedMembership(SimulatedGroup& group) : group_(group) {
  group_.members_.push_back(this);
}

SimulatedMembership::~SimulatedMembership() {
  std::erase(group_.members_, this);
  std::ranges::replace(group_.owners_, this, nullptr);
}

void SimulatedMembership::Cut() {
  cut_ = true;
  news_.clear();
}

std::vector<MembershipChange> SimulatedMembership::Poll() {
  std::vector<MembershipChange> changes;
  while (!news_.empty() && news_.front().first <= group_.now_) {
    changes.push_back(news_.front().second);
    news_.pop_front();
  }
  return changes;
}

void SimulatedMembership::Tell(MembershipChange::Kind kind, int32_t partition) {
  VirtualTime heard = group_.now_ + UpTo(group_.rng_, group_.delay_max_);
  if (cut_) return;
  if (!news_.empty()) heard = std::max(heard, news_.back().first);
  news_.emplace_back(heard, MembershipChange{kind, partition});
}

}  // namespace docket::testing
