#pragma once

// What goes wrong, drawn by a seed, and how often it did.

#include <chrono>
#include <cstdint>
#include <random>
#include <string>

#include "tests/chaos/fleet.h"
#include "tests/chaos/journal.h"

namespace docket::chaos {

struct Tally {
  uint64_t instance_kills = 0;
  uint64_t instance_stops = 0;  // SIGSTOP for longer than the session timeout, then SIGCONT.
  uint64_t instance_leaves = 0;
  uint64_t broker_kills = 0;
  uint64_t broker_stops = 0;  // Unreachable, though its sockets live.
};

class Faults {
 public:
  // `stop_max` is how long a broker may be unreachable. Both references outlive this.
  Faults(Fleet& fleet, const Journal& journal, uint64_t seed, std::chrono::seconds stop_max)
      : fleet_(fleet), journal_(journal), draw_(seed), stop_max_(stop_max) {}

  // Does one, mends it, and waits until callers of every partition are served again. What it was,
  // or a violation: some were not in time.
  std::string DoOne();

  const Tally& tally() const { return tally_; }
  const std::string& violation() const { return violation_; }

 private:
  std::string DoToInstance(size_t index, uint64_t kind);
  std::string DoToBroker(uint64_t kind);
  void AwaitProgress(const std::string& after);
  std::chrono::milliseconds Between(std::chrono::milliseconds min, std::chrono::milliseconds max);

  Fleet& fleet_;
  const Journal& journal_;
  std::mt19937_64 draw_;
  const std::chrono::seconds stop_max_;
  Tally tally_;
  std::string violation_;
};

}  // namespace docket::chaos
