#pragma once

// A world for one scene of the failure table: processes of desks and ledgers, and what a test says
// of them. Nothing goes wrong but what the test does, and the oracles watch as they do in seeds.

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/workload.h"
#include "tests/simulation/world.h"

namespace docket::simulation {

inline constexpr Process::UnitKey kDesk{Kind::kUmbrella, 0};
inline constexpr Process::UnitKey kLedger{Kind::kBorrower, 0};

class Scene {
 public:
  // `processes`, of which the first owns everything and serves. Of the oracles those named judge,
  // all of them unless some are.
  explicit Scene(int processes = 1, std::string_view oracles = {});

  World& world() { return world_; }
  Process& process(size_t index) { return world_.processes()[index]; }
  Unit& unit(size_t process, const Process::UnitKey& key) {
    return world_.processes()[process].units().at(key);
  }

  // Calls `process` and gives what it answers, in time; none as long as it has not.
  const std::optional<Outcome>& Call(size_t process, const Request& request);
  // Starts a process that is dead, gives it everything and runs until it is at rest.
  void StartAgain(size_t process);
  void Give(size_t process);
  // Fails the test if an oracle speaks.
  void Run(nanoseconds span);
  void SetFaults(const docket::testing::SimulatedLogFaults& faults) {
    world_.log().SetFaults(faults);
  }

  // What stands in a partition, by its order: "1 lent", "2 confirmed" or "remind".
  std::vector<std::string> Events(Kind kind);
  std::vector<std::string> Commands(Kind kind);
  // The bytes of the records of a topic.
  std::vector<std::string> Bytes(Kind kind, std::string_view what);
  // How far the written rows of a unit go; and whether they show that umbrella.
  log::Offset Written(size_t process, const Process::UnitKey& key);
  std::optional<std::string> Row(size_t process, const std::string& umbrella_id);
  uint64_t Mark(std::string_view mark);

 private:
  World world_;
  std::deque<std::optional<Outcome>> outcomes_;
};

// Lends the umbrella `red` to `borrower` for that long from now on, under `request_id`.
Request Lend(Scene& scene, std::string_view borrower, nanoseconds span,
             const std::string& request_id);

// "OK at version 1", "LENT", "UNAVAILABLE"; "silence" if there is none.
std::string Say(const std::optional<Outcome>& outcome);

}  // namespace docket::simulation
