#pragma once

// One seed: a world in which drawn things go wrong while clients work (safety), then nothing goes
// wrong any more (heal) and everything must come to rest (liveness); then every store is folded
// again from zero and compared, and in some seeds a partition of the log loses something and its
// readers must halt.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "tests/simulation/administrator.h"
#include "tests/simulation/faults.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/reader.h"
#include "tests/simulation/workload.h"
#include "tests/simulation/world.h"

namespace docket::simulation {

struct SeedOptions {
  uint64_t seed = 1;
  std::optional<Faults> faults;  // Drawn unless given.
  std::string oracles;           // Comma-separated; all if empty.
  bool recording = false;
  // Plants a violation of the log's own rules, which must be found.
  bool canary = false;
};

struct SeedResult {
  std::optional<Violation> violation;
  uint64_t trace_hash = 0;
  size_t commits = 0;
  std::string faults;
  Marks marks;
  std::deque<std::string> last_steps;
};

class Simulation {
 public:
  explicit Simulation(const SeedOptions& options);

  SeedResult Run();

 private:
  struct Drawn {
    Faults faults;
    int processes;
    int32_t partitions;
    nanoseconds safety;
  };

  static Drawn Draw(const SeedOptions& options);
  Simulation(const SeedOptions& options, const Drawn& drawn);

  void StartAll();
  bool RunSafety();
  void Heal();
  bool RunUntilQuiet();
  bool RunRebuild();
  bool RunDamage();

  void Every(nanoseconds low, nanoseconds high, std::function<void()> what);
  void LookAfter();
  void Restart(Process& process);
  void DelaySettings(Process& process);
  void CrashOne();
  void FreezeOne();
  void MoveOne();
  void SetClock(Process& process);
  void PlantOne();
  void RebuildOne();
  void TakeFrom(Process& process);
  Process* DrawRunning();

  std::optional<std::string> Pending();
  std::optional<std::string> PendingOf(Process& process);
  void JudgeQuiet();
  void CompareFolds(Process& rebuilt);
  SeedResult Result();

  const SeedOptions options_;
  const Drawn drawn_;
  Stream work_;
  Stream faults_;
  Stream machines_;
  Stream reads_;
  Stream settings_;
  World world_;
  std::deque<Client> clients_;
  Machine machine_;
  Reader reader_;
  Administrator administrator_;
  bool safe_ = false;  // Nothing goes wrong any more.
};

}  // namespace docket::simulation
