#include "libs/testing/kafka_broker.h"

#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "libs/base/check.h"
#include "libs/testing/child_process.h"

namespace docket::testing {
namespace {

constexpr int kNoWay = 69;    // Of tools/kafka.
constexpr int kSkipped = 77;  // For ctest.

}  // namespace

KafkaBroker::KafkaBroker(int nodes) : nodes_(nodes), address_(Up()) {}

KafkaBroker::~KafkaBroker() { Stop(); }

std::string KafkaBroker::Up() {
  ChildProcess up({DOCKET_KAFKA, "up", "--folder", folder_ / "broker", "--nodes",
                   std::to_string(nodes_), "--with-parent", std::to_string(getpid()), "--json",
                   "--yes"});
  const std::string state = up.ReadAll();
  const int status = up.Wait();
  if (status == kNoWay) {
    std::cerr << "left out: there is no way to a Kafka broker here\n";
    std::_Exit(kSkipped);
  }
  DOCKET_CHECK(status == 0);
  return nlohmann::json::parse(state).at("bootstrap").get<std::string>();
}

void KafkaBroker::Stop() { Run({"down"}); }

void KafkaBroker::Kill(int node) { Run({"kill", std::to_string(node)}); }

void KafkaBroker::Pause(int node) { Run({"pause", std::to_string(node)}); }

void KafkaBroker::Resume(int node) { Run({"resume", std::to_string(node)}); }

void KafkaBroker::Run(const std::vector<std::string>& command) {
  std::vector<std::string> arguments = {DOCKET_KAFKA};
  arguments.insert(arguments.end(), command.begin(), command.end());
  arguments.insert(arguments.end(), {"--folder", folder_ / "broker"});
  ChildProcess run(arguments);
  run.ReadAll();
  DOCKET_CHECK(run.Wait() == 0);
}

KafkaBroker& SharedBroker(int nodes) {
  static std::map<int, std::unique_ptr<KafkaBroker>> brokers;
  std::unique_ptr<KafkaBroker>& broker = brokers[nodes];
  if (broker == nullptr) broker = std::make_unique<KafkaBroker>(nodes);
  return *broker;
}

}  // namespace docket::testing
