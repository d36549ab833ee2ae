#pragma once

// The log of a simulated world, shared by all its processes: records, positions and what is on its
// way to them, in virtual time and by one seed. A process holds a SimulatedEventLog and a
// SimulatedPositions over it; when the process crashes they go, and what it sent may still arrive.
//
//   SimulatedLog log({.topics = {{"tickets", 4}}, .faults = {.ack_lost = 0.1}}, rng);
//   SimulatedEventLog of_process(log);
//   ... step the process, then log.Advance(*log.NextDue()) ...
//
// Nothing happens but in Advance: calls of the ports only ask. An acknowledged record is never
// lost, unless the simulator damages the log.
//
// Threads: one.

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/event_log.h"
#include "libs/testing/simulated_draw.h"
#include "libs/testing/simulated_log_faults.h"
#include "libs/testing/simulated_schedule.h"

namespace docket::testing {

class SimulatedLog {
 public:
  struct Options {
    std::string log_id = "simulated";
    std::map<std::string, int32_t> topics;
    SimulatedLogFaults faults{};
  };

  // `rng` outlives the log and is drawn from by nobody else, so that one seed gives one log.
  SimulatedLog(const Options& options, std::mt19937_64& rng);
  SimulatedLog(const SimulatedLog&) = delete;
  SimulatedLog& operator=(const SimulatedLog&) = delete;

  // For the simulator: when something is due, and making it that time. Wakers are called from here.
  std::optional<VirtualTime> NextDue() const { return schedule_.NextDue(); }
  void Advance(VirtualTime now) { schedule_.Advance(now); }
  // What goes wrong with all that is asked from now on.
  void SetFaults(const SimulatedLogFaults& faults) { faults_ = faults; }

  // Damages the log: all records of a partition outside [begin, end) are gone, and it ends at
  // `end`; or the one at `offset` is gone, as if nothing had ever stood there.
  void Cut(const log::TopicPartition& place, log::Offset begin, log::Offset end);
  void Lose(const log::TopicPartition& place, log::Offset offset);

  // For oracles: all records of a partition in order, and the offset behind them.
  const std::vector<log::LogRecord>& Dump(const log::TopicPartition& place) const;
  log::Offset End(const log::TopicPartition& place) const;

  // For the ports over it.
  const std::string& id() const { return id_; }
  absl::StatusOr<int32_t> PartitionCount(std::string_view topic) const;
  absl::Status CheckPlace(const log::TopicPartition& place) const;
  log::ReadResult Read(const log::TopicPartition& place, log::Offset from,
                       const log::ReadLimits& limits);
  // Writes `record` now and says where.
  log::Offset Land(const log::TopicPartition& place, const log::Record& record);
  void SetWaker(const void* owner, const log::TopicPartition& place, log::Waker* waker);
  void RemoveWakers(const void* owner);
  // Tells all of something to read, or `owner` of something to collect.
  void Wake(const log::TopicPartition& place);
  void Wake(const log::TopicPartition& place, const void* owner);
  std::map<std::pair<std::string, log::TopicPartition>, log::Offset>& positions() {
    return positions_;
  }
  SimulatedSchedule& schedule() { return schedule_; }
  std::mt19937_64& rng() { return rng_; }
  const SimulatedLogFaults& faults() const { return faults_; }

 private:
  struct Partition {
    std::vector<log::LogRecord> records;
    log::Offset begin = 0;
    log::Offset end = 0;
    std::vector<std::pair<const void*, log::Waker*>> wakers;
  };

  log::Offset DrawGap();
  log::ReadResult Stall(const log::TopicPartition& place, log::Offset from);

  const std::string id_;
  std::mt19937_64& rng_;
  SimulatedLogFaults faults_;
  SimulatedSchedule schedule_;
  std::map<std::string, int32_t, std::less<>> topics_;
  std::map<log::TopicPartition, Partition> partitions_;
  std::map<std::pair<std::string, log::TopicPartition>, log::Offset> positions_;
};

}  // namespace docket::testing
