#pragma once

// Where the other instances are that own partitions.

#include <cstdint>
#include <optional>
#include <string>

namespace docket::log {

class Owners {
 public:
  virtual ~Owners() = default;

  // The advertised address of the instance that owns `partition`, as far as is known; none if it is
  // this one, or nobody. What is known may be old: who is asked in vain says so. Any thread; does
  // not wait.
  virtual std::optional<std::string> OwnerOf(int32_t partition) = 0;
};

}  // namespace docket::log
