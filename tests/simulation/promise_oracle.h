#pragma once

// What became of the promises made for tickets, read from the log alone (reliability.md, S1 and S2,
// and that nothing due is forgotten). Shares the protos with what it judges, and nothing else.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/time.h"
#include "libs/testing/simulated_log.h"

namespace docket::simulation {

class PromiseOracle {
 public:
  // Reads all of the log.
  explicit PromiseOracle(const docket::testing::SimulatedLog& log);

  // What must hold at any time; each is a sentence.
  std::vector<std::string> Violations() const { return violations_; }
  // What must hold at `now`, once everything is at rest and the newest document of policies, of
  // version `policies`, applies to open tickets.
  std::vector<std::string> ViolationsAtRest(Time now, uint64_t policies) const;

  // How a ticket is to be ranked by its clocks.
  struct Urgency {
    bool pressing = false;
    std::optional<Time> due;

    friend bool operator==(const Urgency&, const Urgency&) = default;
  };
  Urgency UrgencyOf(const std::string& ticket) const;

  size_t warnings() const { return warnings_; }
  size_t breaches() const { return breaches_; }

 private:
  // A clock, as the events of its ticket have it.
  struct Clock {
    bool running = false;
    bool stopped = false;
    std::optional<Time> deadline;
    std::map<std::string, Time> levels;  // When they are due.
    std::set<Time> deadlines;            // All it ever had.
    std::optional<Time> broken;          // The one that was passed.
    std::set<std::string> spent;         // Levels that happened or were skipped.
    bool owed = false;
    bool breached = false;
  };
  struct Ticket {
    bool unsolved = false;
    uint64_t policies = 0;
    uint32_t escalation_level = 0;
    std::map<std::string, Clock> clocks;  // By metric and instance.
  };

  void Apply(Time time, const std::string& id, const ticket::v1::TicketEvent& event);
  void Set(const ticket::v1::ClockDues& dues, Clock& clock);
  void Stop(Time time, const std::string& name, const ticket::v1::ClockStopped& stop, Clock& clock);
  void Breach(Time time, const std::string& name, const ticket::v1::TicketBreached& breach,
              Clock& clock);
  // A warning or a level behind the breach.
  void Happen(Time time, const std::string& name, const std::string& level, Time due, Clock& clock);
  void Spend(const std::string& name, const std::string& level, Clock& clock);

  std::map<std::string, Ticket> tickets_;
  std::vector<std::string> violations_;
  size_t warnings_ = 0;
  size_t breaches_ = 0;
};

}  // namespace docket::simulation
