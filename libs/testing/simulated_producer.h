#pragma once

// One life of a producer, as a Kafka client has it: what it is given lands in order per place, or
// not at all, or late. A life ends with a fault that a real one ends with, and its owner makes the
// next. What is on its way lands after its owner is gone, so a life is owned by its landings too.
//
// Threads: one.

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "libs/log/event_log.h"
#include "libs/testing/simulated_log.h"

namespace docket::testing {

class SimulatedProducer : public std::enable_shared_from_this<SimulatedProducer> {
 public:
  // Called once, from SimulatedLog::Advance.
  using Report = std::function<void(const log::AppendResult&)>;

  explicit SimulatedProducer(SimulatedLog& log) : log_(log) {}

  // Sends `records` to `place`, which is there, with faults as drawn.
  void Append(const log::TopicPartition& place, std::vector<log::Record> records, Report report);

  // Whether a new life must be made for the next append.
  bool ended() const { return ended_; }

  // The connection is gone. Of what has not landed each place keeps a drawn prefix, now or late.
  void Break();

 private:
  struct Flight;
  struct Fate;

  Fate DrawFate(size_t records);
  VirtualTime ScheduleLandings(const std::shared_ptr<Flight>& flight, const Fate& fate,
                               VirtualTime unknown_at);
  void LandAt(VirtualTime time, const std::shared_ptr<Flight>& flight, size_t record);
  void Land(const std::shared_ptr<Flight>& flight, size_t record);
  void ReportAt(VirtualTime time, const std::shared_ptr<Flight>& flight, const Fate& fate);
  // Ends this life: all that is in flight comes out unknown, and lands as it may.
  void Retire();

  SimulatedLog& log_;
  bool ended_ = false;
  std::vector<std::shared_ptr<Flight>> flights_;
  // When the last landing at a place was, and before which none is any more after a break.
  std::map<log::TopicPartition, VirtualTime> last_landing_;
  std::map<log::TopicPartition, VirtualTime> not_before_;
};

}  // namespace docket::testing
