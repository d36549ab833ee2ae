#pragma once

// Somebody who reads desks with tokens: of an answer that was given, or of all that the log holds,
// as another owner's answer may tell of it. What is read then is judged by the court.

#include <memory>

#include "tests/simulation/world.h"

namespace docket::simulation {

class Reader {
 public:
  // Both outlive it.
  Reader(World& world, Stream& stream) : world_(world), stream_(stream) {}

  // Reads on and on; and no more.
  void Start();
  void Finish() { finished_ = true; }
  // Whether every read was answered whose process lives.
  bool idle() const { return open_.use_count() == 1; }

 private:
  // Asks some process.
  void Read();
  // How much the next read must know.
  eventing::FoldedMap DrawToken(int32_t partition);

  World& world_;
  Stream& stream_;
  bool finished_ = false;
  const std::shared_ptr<int> open_ = std::make_shared<int>();  // Held by each read too.
};

}  // namespace docket::simulation
