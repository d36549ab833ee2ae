#pragma once

// A machine that wishes umbrellas lent to people, by records of the desk's commands topic that are
// no reaction to anything. Such a command is done, or refused and then kept in quarantine.

#include <cstdint>
#include <optional>

#include "tests/simulation/world.h"

namespace docket::simulation {

class Machine {
 public:
  // Both outlive it.
  Machine(World& world, Stream& stream) : world_(world), stream_(stream) {}

  // Wishes on and on; and no more.
  void Start();
  void Finish() { finished_ = true; }

 private:
  // Sends the next wish; now and then the last one once more, as after an unknown outcome.
  void Send();

  World& world_;
  Stream& stream_;
  bool finished_ = false;
  uint64_t wishes_ = 0;
  std::optional<log::Record> last_;
};

}  // namespace docket::simulation
