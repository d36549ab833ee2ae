#pragma once

// Who publishes settings: now and then other terms of a loan, for one tenant or another. It is no
// process and makes no mistakes; now and then a record of it comes again.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "libs/eventing/acceptance.h"
#include "tests/simulation/world.h"

namespace docket::simulation {

class Administrator {
 public:
  Administrator(World& world, Stream& stream) : world_(world), stream_(stream) {}

  // Publishes again and again, until Finish.
  void Start();
  void Finish() { finished_ = true; }

 private:
  void Publish();
  void Repeat();

  World& world_;
  Stream& stream_;
  bool finished_ = false;
  uint64_t published_ = 0;
  std::map<std::string, eventing::Head> heads_;  // By tenant.
  std::vector<log::Record> records_;
};

}  // namespace docket::simulation
