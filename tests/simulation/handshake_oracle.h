#pragma once

// What tickets and pools say of each other, read from the log alone (reliability.md, R1 to R3).
// Shares the protos with what it judges, and nothing else.

#include <map>
#include <string>
#include <vector>

#include "docket/routing/v1/pool_events.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/testing/simulated_log.h"
#include "tests/simulation/promise_oracle.h"

namespace docket::simulation {

class HandshakeOracle {
 public:
  // Reads all of the log.
  explicit HandshakeOracle(const docket::testing::SimulatedLog& log);

  // What must hold at any time; each is a sentence.
  std::vector<std::string> Violations() const { return violations_; }
  // What must hold once everything is at rest, `promises` being what was promised for tickets.
  std::vector<std::string> ViolationsAtRest(const PromiseOracle& promises) const;

  size_t tickets() const { return tickets_.size(); }
  size_t assignments() const { return given_.size(); }

 private:
  // A ticket, as its own history has it.
  struct Ticket {
    std::string handling;  // "triage", "queued", "assigned" or "none".
    std::string pool;      // Its id.
    uint64_t entry = 0;
    uint64_t assignment = 0;
    std::string agent;
    bool paused = false;  // It is not our turn.
    int priority = 0;
  };
  // A wait, as its pool's history has it.
  struct Wait {
    uint64_t entry = 0;
    std::string team;
    uint32_t weight = 0;
    PromiseOracle::Urgency urgency;
    bool paused = false;
    int priority = 0;
    uint64_t assignment = 0;
    std::string agent;  // Empty while it waits.
    std::vector<std::string> excluded;
  };
  struct Agent {
    uint32_t capacity = 0;
    uint32_t open_max = 0;
    std::vector<std::string> teams;
    bool available = false;
  };
  struct Pool {
    std::map<std::string, Agent> agents;
    std::map<std::string, Wait> waits;  // By ticket.
  };

  void Apply(const std::string& id, const ticket::v1::TicketEvent& event);
  void Apply(const std::string& id, const routing::v1::PoolEvent& event);
  void Assign(Pool& pool, const routing::v1::EntryAssigned& assigned);
  bool MayTake(const Pool& pool, const std::string& id, const Wait& wait) const;
  uint32_t LoadOf(const Pool& pool, const std::string& agent) const;

  std::map<std::string, Ticket> tickets_;
  std::map<std::string, Pool> pools_;  // By id.
  // Who was given what by pools: "TICKET/entry/assignment" -> agent.
  std::map<std::string, std::string> given_;
  std::map<std::string, std::string> taken_;  // The same, as tickets have it.
  std::vector<std::string> violations_;
};

}  // namespace docket::simulation
