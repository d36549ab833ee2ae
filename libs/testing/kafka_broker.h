#pragma once

// A real Kafka for a test (tools/kafka), on free ports, in a folder of its own. It ends with its
// object, and with the test however that ends.
//
// A machine without a way to one (no Java, no artefacts) leaves such tests out by name: see
// SharedBroker.

#include <string>
#include <vector>

#include "libs/testing/scratch_directory.h"

namespace docket::testing {

class KafkaBroker {
 public:
  // Brings up `nodes`, 1 or 3, and waits until they are ready.
  explicit KafkaBroker(int nodes);
  ~KafkaBroker();
  KafkaBroker(const KafkaBroker&) = delete;
  KafkaBroker& operator=(const KafkaBroker&) = delete;

  // HOST:PORT of each node, separated by commas.
  const std::string& address() const { return address_; }
  int nodes() const { return nodes_; }

  // All nodes in good order down.
  void Stop();
  // Node `node` (from 1) is killed without warning.
  void Kill(int node);
  // Stopped as a process, so that its sockets live and nobody answers, and let go on.
  void Pause(int node);
  void Resume(int node);
  // Starts what does not run, on its data and ports, and waits until all nodes are ready.
  void Start() { address_ = Up(); }

 private:
  std::string Up();
  void Run(const std::vector<std::string>& command);

  const ScratchDirectory folder_;
  const int nodes_;
  std::string address_;
};

// The broker that all tests of a program share, one of each size; made at the first call. Where
// there is no way to a broker, ends the program with the status that ctest takes for a skip.
KafkaBroker& SharedBroker(int nodes);

}  // namespace docket::testing
