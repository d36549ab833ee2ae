#pragma once

// What faults are done to: a Kafka cluster and the instances of docket-intake that share its
// partitions, all real programs on this machine.

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "libs/testing/child_process.h"
#include "libs/testing/kafka_broker.h"
#include "libs/testing/scratch_directory.h"

namespace docket::chaos {

inline constexpr int kInstances = 2;
inline constexpr int kPartitions = 4;
inline constexpr std::chrono::milliseconds kSessionTimeout{1500};

// An instance that ends by itself with status 1 has said why, such as a cluster that was away when
// it started, and is started again, as a cluster of machines does it; any other end is a crash.
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

  // How often one ended by itself and was started again.
  uint64_t restarts() const;
  std::vector<std::string> crashes() const;

 private:
  struct Instance {
    std::string address = "127.0.0.1:0";
    std::unique_ptr<testing::ChildProcess> process{};  // Null between its end and its start.
  };

  void StartLocked(size_t index);
  void Supervise(const std::stop_token& stop);

  const std::string bin_;
  testing::KafkaBroker broker_;
  const testing::ScratchDirectory data_;
  std::vector<std::string> addresses_;  // Fixed once all have started.

  mutable std::mutex mutex_;
  std::vector<Instance> instances_;
  uint64_t restarts_ = 0;
  std::vector<std::string> crashes_;

  std::jthread supervisor_;  // Last: it uses all of the above.
};

}  // namespace docket::chaos
