#pragma once

// What faults are done to: a Kafka cluster and the instances of docket-intake that share its
// partitions, all real programs on this machine.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "libs/testing/child_process.h"
#include "libs/testing/kafka_broker.h"
#include "libs/testing/scratch_directory.h"

namespace docket::chaos {

inline constexpr int kInstances = 2;
inline constexpr int kPartitions = 4;
inline constexpr std::chrono::milliseconds kSessionTimeout{1500};

class Fleet {
 public:
  // Starts everything with a cluster of `nodes`. Programs are in `bin`.
  Fleet(std::string bin, int nodes);

  testing::KafkaBroker& broker() { return broker_; }
  const std::vector<std::string>& addresses() const { return addresses_; }

  // Sends `signal` to instance `index`; after one that ends it, waits for its end.
  void Signal(size_t index, int signal);
  void End(size_t index, int signal);
  // Starts it on the data and the address that it had.
  void Start(size_t index);

 private:
  const std::string bin_;
  testing::KafkaBroker broker_;
  const testing::ScratchDirectory data_;
  std::vector<std::string> addresses_;
  std::vector<std::unique_ptr<testing::ChildProcess>> instances_;
};

}  // namespace docket::chaos
