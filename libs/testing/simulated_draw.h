#pragma once

// Draws from a seeded generator, alike on every machine, which the distributions of <random> are
// not. Each takes one number whatever its arguments, so that turning a fault off moves no other
// draw.

#include <chrono>
#include <cstdint>
#include <random>

namespace docket::testing {

// Time since the simulation began. Only the simulator advances it.
using VirtualTime = std::chrono::nanoseconds;

inline bool Chance(std::mt19937_64& rng, double probability) {
  return static_cast<double>(rng() >> 11) * 0x1.0p-53 < probability;
}

// 0 to `bound` - 1; 0 if `bound` is 0.
inline uint64_t Below(std::mt19937_64& rng, uint64_t bound) {
  const uint64_t drawn = rng();
  return bound == 0 ? 0 : drawn % bound;
}

// 0 to `most`.
inline VirtualTime UpTo(std::mt19937_64& rng, VirtualTime most) {
  return VirtualTime(Below(rng, static_cast<uint64_t>(most.count()) + 1));
}

}  // namespace docket::testing
