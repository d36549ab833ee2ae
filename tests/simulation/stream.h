#pragma once

// Drawn numbers. A seed has one stream per subject (work, log, store, time, faults), so that a
// change of what one subject draws moves no other.

#include <chrono>
#include <cstdint>
#include <random>
#include <string_view>

namespace docket::simulation {

using std::chrono::nanoseconds;

class Stream {
 public:
  Stream(uint64_t seed, std::string_view subject);

  // 0 to `bound` - 1.
  uint64_t Below(uint64_t bound) { return generator_() % bound; }
  bool OneIn(uint64_t chances) { return Below(chances) == 0; }
  // Both ends included.
  nanoseconds Between(nanoseconds low, nanoseconds high);
  template <typename Sequence>
  auto& Pick(Sequence& sequence) {
    return sequence[Below(sequence.size())];
  }

  std::mt19937_64& generator() { return generator_; }

 private:
  std::mt19937_64 generator_;
};

}  // namespace docket::simulation
