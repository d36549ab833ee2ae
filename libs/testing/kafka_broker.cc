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

KafkaBroker::KafkaBroker(const KafkaBrokerOptions& options) : options_(options) { Start(); }

KafkaBroker::~KafkaBroker() { Stop(); }

void KafkaBroker::Start() {
  std::vector<std::string> arguments = {DOCKET_KAFKA,    "up",
                                        "--folder",      folder_ / "broker",
                                        "--nodes",       std::to_string(options_.nodes),
                                        "--version",     options_.version,
                                        "--with-parent", std::to_string(getpid()),
                                        "--timeout",     "180",
                                        "--json"};
  if (options_.secure) arguments.emplace_back("--secure");
  if (options_.acl) arguments.emplace_back("--acl");
  ChildProcess up(arguments);
  const std::string told = up.ReadAll();
  const int status = up.Wait();
  if (status == kNoWay) {
    std::cerr << "left out: there is no way to a Kafka broker here\n";
    std::_Exit(kSkipped);
  }
  DOCKET_CHECK(status == 0);
  const nlohmann::json state = nlohmann::json::parse(told);
  for (const auto& [name, listener] : state.at("listeners").items()) {
    listeners_[name] = {listener.at("bootstrap"), listener.at("client")};
  }
  for (const auto& [user, secrets] : state.at("users").items()) {
    passwords_[user] = secrets.at("password");
  }
}

std::string KafkaBroker::LogFile(int node, const std::string& partition) const {
  std::string folder = partition;
  folder[folder.rfind('/')] = '-';
  return folder_ / "broker/node" + std::to_string(node) + "/" + folder +
         "/00000000000000000000.log";
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
