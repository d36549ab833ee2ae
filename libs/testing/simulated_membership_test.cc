#include "libs/testing/simulated_membership.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace docket::testing {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SimulatedMembershipTest : public ::testing::Test {
 protected:
  // What `member` hears, as "+0" for partition 0 assigned, "-0" for revoked.
  static std::vector<std::string> Heard(SimulatedMembership& member) {
    std::vector<std::string> heard;
    for (const log::MembershipChange& change : member.Poll()) {
      const bool assigned = change.kind == log::MembershipChange::Kind::kAssigned;
      heard.push_back((assigned ? "+" : "-") + std::to_string(change.partition));
    }
    return heard;
  }

  // Lets everybody hear everything.
  void Settle() {
    now_ += seconds(10);
    group_.Advance(now_);
  }

  std::mt19937_64 rng_{7};
  VirtualTime now_{};
  SimulatedGroup group_{3, seconds(10), rng_};
  SimulatedMembership a_{group_};
  SimulatedMembership b_{group_};
};

TEST_F(SimulatedMembershipTest, HearsLateAndInOrder) {
  group_.Give(0, &a_);
  group_.Give(1, &a_);
  group_.Give(0, nullptr);
  EXPECT_EQ(group_.OwnerOf(1), &a_);
  EXPECT_THAT(Heard(a_), IsEmpty());
  Settle();
  EXPECT_THAT(Heard(a_), ElementsAre("+0", "+1", "-0"));
  EXPECT_THAT(Heard(a_), IsEmpty());
}

TEST_F(SimulatedMembershipTest, TellsANewOwnerBeforeOrAfterTheOld) {
  std::set<bool> new_one_first;
  for (int round = 0; round < 50; ++round) {
    group_.Give(0, &a_);
    Settle();
    Heard(a_);
    group_.Give(0, &b_);
    now_ = *group_.NextDue();
    group_.Advance(now_);
    new_one_first.insert(Heard(b_) == std::vector<std::string>{"+0"});
    Settle();
    Heard(a_);
    Heard(b_);
  }
  EXPECT_THAT(new_one_first, ElementsAre(false, true));
}

TEST_F(SimulatedMembershipTest, GivesEveryPartitionAnOwnerByRebalancing) {
  std::set<const SimulatedMembership*> owners;
  for (int round = 0; round < 20; ++round) {
    group_.Rebalance();
    for (int32_t partition = 0; partition < 3; ++partition) {
      ASSERT_NE(group_.OwnerOf(partition), nullptr);
      owners.insert(group_.OwnerOf(partition));
    }
  }
  EXPECT_EQ(owners.size(), 2u);
}

TEST_F(SimulatedMembershipTest, RevokesWhatItGivesBackToTheSameOwner) {
  group_.Give(0, &a_);
  group_.Give(0, &a_);
  Settle();
  EXPECT_THAT(Heard(a_), ElementsAre("+0", "-0", "+0"));
}

TEST_F(SimulatedMembershipTest, TellsACutMemberNothing) {
  group_.Give(0, &a_);
  a_.Cut();
  group_.Give(1, &a_);
  Settle();
  EXPECT_THAT(Heard(a_), IsEmpty());
  EXPECT_EQ(group_.OwnerOf(0), &a_);
}

TEST_F(SimulatedMembershipTest, LeavesItsPartitionsToNobody) {
  auto member = std::make_unique<SimulatedMembership>(group_);
  group_.Give(2, member.get());
  member.reset();
  EXPECT_EQ(group_.OwnerOf(2), nullptr);
  group_.Rebalance();
  EXPECT_NE(group_.OwnerOf(2), nullptr);
}

}  // namespace
}  // namespace docket::testing
