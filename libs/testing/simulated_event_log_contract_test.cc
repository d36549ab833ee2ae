// The simulated log under the suite of all logs, without faults and with all of them.

#include <chrono>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "libs/testing/event_log_contract.h"
#include "libs/testing/log_home.h"
#include "libs/testing/simulated_event_log.h"
#include "libs/testing/simulated_log.h"
#include "libs/testing/simulated_positions.h"

namespace docket::testing {
namespace {

// Longer than any one wait for an answer can be with the faults below.
constexpr VirtualTime kPatience = std::chrono::minutes(10);

class SimulatedClient final : public LogClient {
 public:
  SimulatedClient(SimulatedLog& log, std::set<SimulatedClient*>& clients)
      : clients_(clients), log_(log), positions_(log, log_) {
    clients_.insert(this);
  }
  ~SimulatedClient() override { clients_.erase(this); }

  log::EventLog& log() override { return log_; }
  log::Positions& positions() override { return positions_; }
  void Cut() {
    log_.Cut();
    positions_.Cut();
  }

 private:
  std::set<SimulatedClient*>& clients_;
  SimulatedEventLog log_;
  SimulatedPositions positions_;
};

class SimulatedLogHome final : public LogHome {
 public:
  SimulatedLogHome(uint64_t seed, const SimulatedLogFaults& faults)
      : rng_(seed),
        log_({.topics = {{wide_topic(), 3}, {narrow_topic(), 1}}, .faults = faults}, rng_) {}

  std::unique_ptr<LogClient> Connect() override {
    return std::make_unique<SimulatedClient>(log_, clients_);
  }

  // The log itself stands outside all processes.
  void Restart() override {}

  bool Kill() override {
    for (SimulatedClient* client : clients_) client->Cut();
    return true;
  }

  bool Await(const WakeSignal& signal, uint64_t seen) override {
    const VirtualTime deadline = log_.schedule().now() + kPatience;
    while (signal.count() <= seen) {
      const std::optional<VirtualTime> due = log_.NextDue();
      if (!due.has_value() || *due > deadline) return false;
      log_.Advance(*due);
    }
    return true;
  }

 private:
  std::mt19937_64 rng_;
  SimulatedLog log_;
  std::set<SimulatedClient*> clients_;
};

SimulatedLogFaults AllFaults() {
  SimulatedLogFaults faults{.ack_lost = 0.05,
                            .not_written = 0.05,
                            .cut_short = 0.05,
                            .written_late = 0.05,
                            .producer_dies = 0.05,
                            .queue_full = 0.05};
  faults.written_twice = 0.1;
  faults.spread = 0.5;
  faults.place_unknown = 0.1;
  faults.gap = 0.1;
  faults.stall = 0.1;
  faults.short_read = 0.3;
  faults.end_fails = 0.1;
  faults.position_fails = 0.2;
  faults.latency_max = std::chrono::milliseconds(50);
  return faults;
}

LogKind Simulated(const std::string& name, uint64_t seed, const SimulatedLogFaults& faults) {
  return {name, [=] { return std::make_unique<SimulatedLogHome>(seed, faults); }};
}

std::vector<LogKind> Kinds() {
  SimulatedLogFaults slow;
  slow.latency_max = std::chrono::seconds(1);
  std::vector<LogKind> kinds = {Simulated("Faultless", 1, {}), Simulated("Slow", 2, slow)};
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    kinds.push_back(Simulated("FaultsOfSeed" + std::to_string(seed), seed, AllFaults()));
  }
  return kinds;
}

INSTANTIATE_TEST_SUITE_P(Simulated, EventLogContract, ::testing::ValuesIn(Kinds()), LogKindName);

}  // namespace
}  // namespace docket::testing
