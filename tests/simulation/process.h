#pragma once

// One process: a desk and a ledger for every partition, stepped as a host steps them, on a machine
// with clocks and disks of its own. It crashes at any port call, freezes and goes on with old
// state, and starts again with a new life on what its disks kept.

#include <array>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "libs/testing/simulated_log.h"
#include "libs/testing/simulated_membership.h"
#include "libs/testing/toy/toy.h"
#include "tests/simulation/machine_clock.h"
#include "tests/simulation/marks.h"
#include "tests/simulation/scheduler.h"
#include "tests/simulation/settings_fold.h"
#include "tests/simulation/trace.h"
#include "tests/simulation/unit.h"

namespace docket::simulation {

// What all processes share.
struct Surroundings {
  Scheduler& scheduler;
  Trace& trace;
  Marks& marks;
  Court& court;
  docket::testing::SimulatedLog& log;
  // Who owns what, of desks and of ledgers.
  std::array<docket::testing::SimulatedGroup*, 2> groups;
  Stream& time;   // Draws how long things take.
  Stream& store;  // Draws what a crash leaves.
  int32_t partitions = 1;
  eventing::UnitBounds bounds{};
};

class Process {
 public:
  using UnitKey = std::pair<Kind, int32_t>;

  Process(int index, const Surroundings& surroundings);
  ~Process();

  int index() const { return index_; }
  std::string name() const { return {static_cast<char>('a' + index_)}; }
  MachineClock& clock() { return clock_; }
  Instant Now() const { return clock_.At(surroundings_.scheduler.now()); }

  // Begins a life; only if none runs.
  void Start();
  bool running() const { return life_ != nullptr; }
  // Dies before the port call after the next `calls`, or now.
  void CrashAfter(uint64_t calls);
  void Crash();
  // Is not stepped until then.
  void FreezeUntil(nanoseconds until);
  void Thaw();
  // Its fold of settings alone is not stepped until then, as by a host whose threads are busy.
  void DelaySettingsUntil(nanoseconds until) { settings_delayed_until_ = until; }
  bool frozen() const { return surroundings_.scheduler.now() < frozen_until_; }
  // Between lives: the disk of a unit, or of the settings, is lost.
  void LoseDisk(const UnitKey& unit) { disks_.at(unit).Wipe(); }
  void LoseSettings() { settings_disk_.Wipe(); }

  // Its membership in the group of desks or of ledgers; only while it runs.
  docket::testing::SimulatedMembership& member(Kind kind);
  // Hands `command` to the desk of `partition`; false if it is full.
  bool Put(int32_t partition, eventing::Command& command);
  // Its edge, which answers must pass as well.
  std::shared_ptr<Gate> gate() const;

  std::map<UnitKey, Unit>& units();
  SettingsFold& settings();
  // Counts what the life that runs has met; done by itself when it ends.
  void AddMarks() const;

 private:
  struct Life;
  // By which the fold of settings is planned, though it is no unit of a kind.
  static constexpr UnitKey kSettings{Kind::kUmbrella, -1};

  void AddUnits();
  eventing::UnitSpec SpecOf(const UnitKey& unit);
  void Plan(const UnitKey& unit, nanoseconds when);
  void PlanAfter(const UnitKey& unit, const eventing::Turn& turn);
  void Step(const UnitKey& unit);
  void StepSettings();
  void HearOfOwnership(Kind kind);
  void Note(std::string_view what, std::string_view detail = {});
  void Bury();

  const int index_;
  const Surroundings surroundings_;
  docket::testing::Toy toy_;
  MachineClock clock_;
  std::map<UnitKey, docket::testing::SimulatedDisk> disks_;
  docket::testing::SimulatedDisk settings_disk_;
  nanoseconds frozen_until_{};
  nanoseconds settings_delayed_until_{};
  uint64_t lives_ = 0;
  std::unique_ptr<Life> life_;
};

}  // namespace docket::simulation
