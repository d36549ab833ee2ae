#pragma once

// Reads of the units behind doors: on the read pool, each once what its token says is written. No
// thread is held meanwhile.

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "libs/eventing/unit_doors.h"
#include "libs/runtime/read_pool.h"

namespace docket::runtime {

// What a call says about when it may be answered.
struct ReadTerms {
  // The token that the caller brings; empty for none.
  std::string token;
  eventing::ParkedReads::By by = eventing::ParkedReads::By::kOwner;
  // On the monotonic clock.
  std::chrono::nanoseconds deadline{};
};

class StoreReads {
 public:
  // Called once: on a thread of the pool with OK, when it may look into the stores, or from any
  // thread with why not. In that case it must not block.
  using Read = std::function<void(const absl::Status&)>;

  // Both outlive this.
  StoreReads(const eventing::UnitDoors& doors, ReadPool& pool) : doors_(doors), pool_(pool) {}

  const eventing::UnitDoors& doors() const { return doors_; }
  ReadPool& pool() const { return pool_; }

  // Reads `partitions`, at least one. INVALID_ARGUMENT for a token that is none of this log,
  // OUT_OF_RANGE for one beyond its end, UNAVAILABLE if a partition does not serve or is not folded
  // so far in time, RESOURCE_EXHAUSTED if too much waits.
  void Run(std::vector<size_t> partitions, const ReadTerms& terms, Read read) const;

 private:
  struct Waiting;
  void Next(const std::shared_ptr<Waiting>& waiting) const;

  const eventing::UnitDoors& doors_;
  ReadPool& pool_;
};

}  // namespace docket::runtime
