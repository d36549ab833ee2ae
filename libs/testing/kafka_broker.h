#pragma once

// A real Kafka for a test (tools/kafka), on free ports, in a folder of its own. It ends with its
// object, and with the test however that ends.
//
// A machine without a way to one (no Java, no artefacts) leaves such tests out by name: see
// SharedBroker.

#include <map>
#include <string>
#include <vector>

#include "libs/testing/scratch_directory.h"

namespace docket::testing {

// As tools/kafka up has them.
struct KafkaBrokerOptions {
  int nodes = 1;  // Or 3.
  std::string version = "4.1";
  // Besides the plain listener: tls, mutual_tls, sasl_plain and sasl_scram.
  bool secure = false;
  // The user docket may do everything, stranger nothing; who comes by the plain listener
  // everything.
  bool acl = false;
};

// One door of a cluster.
struct KafkaListener {
  std::string address;                          // HOST:PORT of each node, with commas.
  std::map<std::string, std::string> settings;  // Of librdkafka, for the user docket.
};

class KafkaBroker {
 public:
  // Brings up `nodes`, 1 or 3, and waits until they are ready.
  explicit KafkaBroker(int nodes) : KafkaBroker(KafkaBrokerOptions{.nodes = nodes}) {}
  explicit KafkaBroker(const KafkaBrokerOptions& options);
  ~KafkaBroker();
  KafkaBroker(const KafkaBroker&) = delete;
  KafkaBroker& operator=(const KafkaBroker&) = delete;

  // Of the plain listener.
  const std::string& address() const { return listener("plaintext").address; }
  const KafkaListener& listener(const std::string& name) const { return listeners_.at(name); }
  int nodes() const { return options_.nodes; }
  // Of a secure cluster: "ca.pem", "stranger.key".
  std::string TlsFile(const std::string& name) const { return folder_ / "broker/tls/" + name; }
  const std::string& password(const std::string& user) const { return passwords_.at(user); }

  // Where `node` keeps the first records of `partition` ("topic/0").
  std::string LogFile(int node, const std::string& partition) const;

  // All nodes in good order down.
  void Stop();
  // Node `node` (from 1) is killed without warning.
  void Kill(int node);
  // Stopped as a process, so that its sockets live and nobody answers, and let go on.
  void Pause(int node);
  void Resume(int node);
  // Starts what does not run, on its data and ports, and waits until all nodes are ready.
  void Start();

 private:
  void Run(const std::vector<std::string>& command);

  const ScratchDirectory folder_;
  const KafkaBrokerOptions options_;
  std::map<std::string, KafkaListener> listeners_;
  std::map<std::string, std::string> passwords_;
};

// The broker that all tests of a program share, one of each size; made at the first call. Where
// there is no way to a broker, ends the program with the status that ctest takes for a skip.
KafkaBroker& SharedBroker(int nodes);

}  // namespace docket::testing
