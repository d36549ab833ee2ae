#pragma once

// A world of a few processes over one log: their machines, who owns what, and the court that judges
// them. Nothing goes wrong in it by itself; simulations and the tests of the failure table make it.

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/process.h"

namespace docket::simulation {

class World {
 public:
  struct Options {
    uint64_t seed = 1;
    int processes = 2;
    int32_t partitions = 1;
    docket::testing::SimulatedLogFaults log_faults;
    eventing::UnitBounds bounds{};
    nanoseconds news_delay_max{};  // Of what members hear of their ownership.
    std::string oracles;           // Comma-separated; all if empty.
    bool recording = false;
  };
  explicit World(const Options& options);

  Scheduler& scheduler() { return scheduler_; }
  Trace& trace() { return trace_; }
  Marks& marks() { return marks_; }
  Court& court() { return court_; }
  docket::testing::SimulatedLog& log() { return log_; }
  int32_t partitions() const { return options_.partitions; }
  std::deque<Process>& processes() { return processes_; }
  // Another process, on empty disks.
  Process& AddProcess();

  // Gives a partition to `process`, or to nobody if null.
  void Give(const Process::UnitKey& unit, Process* process);
  // The process that owns a partition by the group's word; null if none does.
  Process* OwnerOf(const Process::UnitKey& unit);
  // All desks, then all ledgers.
  const std::vector<Process::UnitKey>& unit_keys() const { return unit_keys_; }

  // Does what is next; false once something was violated.
  bool Next();
  // False once something was violated.
  bool RunFor(nanoseconds span);

  // Where a topic's partition ends, behind its last record.
  log::Offset EndOf(Kind kind, int32_t partition, std::string_view what) const;

 private:
  // Of the records of a partition the court has heard of those before `next`.
  struct Told {
    const std::vector<log::LogRecord>& records;
    log::Offset next = 0;
  };

  void AdvancePorts(nanoseconds now);
  std::optional<nanoseconds> NextOfPorts() const;
  void TellLanded();

  const Options options_;
  Stream log_stream_;
  Stream group_stream_;
  Stream time_stream_;
  Stream store_stream_;
  Trace trace_;
  Marks marks_;
  Scheduler scheduler_;
  docket::testing::SimulatedLog log_;
  std::array<docket::testing::SimulatedGroup, 2> groups_;
  Court court_;
  std::vector<Process::UnitKey> unit_keys_;
  std::map<log::TopicPartition, Told> told_;
  std::deque<Process> processes_;
};

// The topic of `what`, "events" or "commands".
std::string TopicOf(Kind kind, std::string_view what);

}  // namespace docket::simulation
