#pragma once

// Intake, routing and escalation as hosts run them, two processes over one simulated log: the
// production units of tickets, of routes, of pools and of clocks. Processes crash, owners move and
// overlap, the log loses answers, writes late and twice. Nothing goes wrong in it by itself.

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "libs/eventing/folded_settings.h"
#include "libs/eventing/partition_loop.h"
#include "libs/testing/simulated_event_log.h"
#include "libs/testing/simulated_log.h"
#include "libs/testing/simulated_positions.h"
#include "libs/testing/simulated_store.h"

namespace docket::simulation {

inline constexpr int32_t kHandshakePartitions = 2;

// The kinds of units that shake hands.
enum class Part { kIntake, kRouting, kPool, kEscalation };
inline constexpr std::array kParts = {Part::kIntake, Part::kRouting, Part::kPool,
                                      Part::kEscalation};
eventing::UnitSpec SpecOf(Part part, int32_t partition);

// One process: a unit of each kind for each partition, on disks that outlive its lives.
class HandshakeProcess {
 public:
  using Key = std::pair<Part, int32_t>;

  // Both outlive it.
  HandshakeProcess(docket::testing::SimulatedLog& log, std::mt19937_64& rng);
  ~HandshakeProcess();

  bool running() const { return life_ != nullptr; }
  void Start();
  // Dies between two steps; its disks go back to what was flushed.
  void Crash();
  // Between lives: all disks are lost.
  void LoseDisks();

  void Own(const Key& unit, bool owned);
  // Hands a command to a unit; it is lost if that is full.
  void Put(const Key& unit, eventing::Command command);
  // Steps every unit; whether any did something, and why one halted.
  bool Step(Instant now);
  absl::Status Halt() const;
  // As an operator: units that are new beside a log begin at its beginning.
  void GiveWord();

  // The `number`th setting commit, which stands in the log.
  void Fold(uint64_t number, const setting::v1::SettingCommit& commit);

  // Every written row of a unit that equal folds have equal.
  std::vector<std::string> Rows(const Key& unit);

 private:
  struct Life;

  docket::testing::SimulatedLog& log_;
  std::mt19937_64& rng_;
  std::map<Key, docket::testing::SimulatedStore> stores_;
  eventing::UnitProgress settings_progress_{{eventing::FoldedSettings::Place()}};
  eventing::FoldedSettings settings_;
  std::unique_ptr<Life> life_;
};

}  // namespace docket::simulation
