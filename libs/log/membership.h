#pragma once

// Which partitions this instance owns. Ownership is for speed, never for safety: two instances may
// own one partition at once, in any order of hearing about it.

#include <cstdint>
#include <vector>

namespace docket::log {

struct MembershipChange {
  enum class Kind { kAssigned, kRevoked };
  Kind kind = Kind::kAssigned;
  int32_t partition = 0;
};

// The membership of one unit kind, by the group of its main topic.
class Membership {
 public:
  virtual ~Membership() = default;

  // What changed since the last call, in order. The first call assigns what is owned from the
  // start. What is owned already is assigned again whenever partitions are dealt out anew, for
  // another may have owned it meanwhile without anybody here having heard of it.
  virtual std::vector<MembershipChange> Poll() = 0;
};

}  // namespace docket::log
