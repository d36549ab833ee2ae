#include "tests/simulation/handshake_oracle.h"

#include <algorithm>

#include "libs/base/proto_time.h"
#include "services/routing/domain/pool_id.h"
#include "tests/simulation/log_commits.h"

namespace docket::simulation {
namespace {

template <typename Event>
std::string NumberOf(const std::string& ticket, const Event& event) {
  return ticket + "/" + std::to_string(event.entry()) + "/" + std::to_string(event.assignment());
}

template <typename Range>
bool Has(const Range& range, const std::string& item) {
  return std::ranges::find(range, item) != range.end();
}

template <typename Event>
PromiseOracle::Urgency UrgencyOf(const Event& event) {
  PromiseOracle::Urgency urgency{event.warned(), std::nullopt};
  if (event.has_due_time()) urgency.due = FromProto(event.due_time());
  return urgency;
}

}  // namespace

HandshakeOracle::HandshakeOracle(const docket::testing::SimulatedLog& log) {
  const auto take = [this](const auto& commit) {
    for (const auto& event : commit.events()) Apply(commit.header().aggregate_id(), event);
  };
  const bool pools = ForEachCommit<routing::v1::PoolCommit>(log, "docket.pool.events.v1", take);
  const bool tickets =
      ForEachCommit<ticket::v1::TicketCommit>(log, "docket.ticket.events.v1", take);
  if (!pools || !tickets) violations_.push_back("a record is no commit");
}

void HandshakeOracle::Apply(const std::string& id, const ticket::v1::TicketEvent& event) {
  using Event = ticket::v1::TicketEvent;
  Ticket& ticket = tickets_[id];
  const auto leave = [&ticket](const char* handling) {
    ticket.handling = handling;
    ticket.agent.clear();
  };
  switch (event.kind_case()) {
    case Event::kOpened:
      ticket.priority = event.opened().priority();
      leave("triage");
      break;
    case Event::kReopened:
      ticket.paused = false;
      leave("triage");
      break;
    case Event::kTransferred: leave("triage"); break;
    case Event::kWaiting:
    case Event::kHeld: ticket.paused = true; break;
    case Event::kResumed: ticket.paused = false; break;
    case Event::kPrioritised: ticket.priority = event.prioritised().priority(); break;
    case Event::kClassified:
      if (event.classified().reroute()) leave("triage");
      break;
    case Event::kQueued:
      leave("queued");
      if (event.queued().entry() != ticket.entry + 1) violations_.push_back(id + " skips a wait");
      ticket.pool = routing::PoolId::Of("acme", event.queued().pool_id()).text();
      ticket.entry = event.queued().entry();
      ticket.assignment = 0;
      break;
    case Event::kAssigned: {
      const std::string number = NumberOf(id, event.assigned());
      leave("assigned");
      ticket.assignment = event.assigned().assignment();
      ticket.agent = event.assigned().assignee_id();
      if (!taken_.emplace(number, ticket.agent).second) {
        violations_.push_back(number + " is assigned twice");
      }
      if (given_.count(number) == 0 || given_.at(number) != ticket.agent) {
        violations_.push_back(number + " is assigned to whom no pool gave it");
      }
      break;
    }
    case Event::kUnassigned:
      if (event.unassigned().assignment() == ticket.assignment) leave("queued");
      break;
    case Event::kSolved:
    case Event::kClosed: leave("none"); break;
    default: break;
  }
}

void HandshakeOracle::Apply(const std::string& id, const routing::v1::PoolEvent& event) {
  using Event = routing::v1::PoolEvent;
  Pool& pool = pools_[id];
  switch (event.kind_case()) {
    case Event::kRostered: {
      std::map<std::string, Agent> agents;
      for (const auto& rostered : event.rostered().agents()) {
        Agent& agent = agents[rostered.agent_id()];
        agent.capacity = rostered.capacity();
        agent.open_max = rostered.open_max();
        agent.teams.assign(rostered.team_ids().begin(), rostered.team_ids().end());
        const auto known = pool.agents.find(rostered.agent_id());
        agent.available = known != pool.agents.end() && known->second.available;
      }
      pool.agents = std::move(agents);
      break;
    }
    case Event::kPresenceSet:
      pool.agents[event.presence_set().agent_id()].available =
          event.presence_set().presence() == routing::v1::PRESENCE_AVAILABLE;
      break;
    case Event::kQueued: {
      Wait wait;
      wait.entry = event.queued().entry();
      wait.team = event.queued().team_id();
      wait.weight = event.queued().weight();
      wait.paused = event.queued().paused();
      wait.priority = event.queued().priority();
      wait.urgency = UrgencyOf(event.queued());
      pool.waits[event.queued().ticket_id()] = wait;
      break;
    }
    case Event::kChanged: {
      Wait& wait = pool.waits.at(event.changed().ticket_id());
      wait.paused = event.changed().paused();
      wait.priority = event.changed().priority();
      wait.urgency = UrgencyOf(event.changed());
      break;
    }
    case Event::kAssigned: Assign(pool, event.assigned()); break;
    case Event::kReturned: {
      Wait& wait = pool.waits.at(event.returned().ticket_id());
      wait.agent.clear();
      wait.excluded.push_back(event.returned().agent_id());
      break;
    }
    case Event::kReleased: {
      const auto wait = pool.waits.find(event.released().ticket_id());
      if (wait != pool.waits.end() && wait->second.entry == event.released().entry()) {
        pool.waits.erase(wait);
      }
      break;
    }
    default: break;
  }
}

void HandshakeOracle::Assign(Pool& pool, const routing::v1::EntryAssigned& assigned) {
  const std::string number = NumberOf(assigned.ticket_id(), assigned);
  Wait& wait = pool.waits.at(assigned.ticket_id());
  if (!given_.emplace(number, assigned.agent_id()).second) {
    violations_.push_back(number + " is given twice");
  }
  wait.agent.clear();
  if (assigned.way() != routing::v1::ASSIGNMENT_WAY_ASSIGNED &&
      !MayTake(pool, assigned.agent_id(), wait)) {
    violations_.push_back(number + " is given to somebody who may not have it");
  }
  wait.agent = assigned.agent_id();
  wait.assignment = assigned.assignment();
}

// Presence aside, which whoever claims may lack.
bool HandshakeOracle::MayTake(const Pool& pool, const std::string& id, const Wait& wait) const {
  const auto found = pool.agents.find(id);
  if (found == pool.agents.end()) return false;
  const Agent& agent = found->second;
  size_t open = 0;
  for (const auto& [ticket, each] : pool.waits) open += each.agent == id ? 1 : 0;
  const uint32_t weight = wait.paused ? 0 : wait.weight;
  return Has(agent.teams, wait.team) && open < agent.open_max &&
         LoadOf(pool, id) + weight <= agent.capacity && !Has(wait.excluded, id);
}

uint32_t HandshakeOracle::LoadOf(const Pool& pool, const std::string& agent) const {
  uint32_t load = 0;
  for (const auto& [ticket, wait] : pool.waits) {
    if (wait.agent == agent && !wait.paused) load += wait.weight;
  }
  return load;
}

std::vector<std::string> HandshakeOracle::ViolationsAtRest(const PromiseOracle& promises) const {
  std::vector<std::string> violations;
  std::map<std::string, int> live;
  for (const auto& [name, pool] : pools_) {
    for (const auto& [id, wait] : pool.waits) {
      ++live[id];
      const auto found = tickets_.find(id);
      const Ticket ticket = found == tickets_.end() ? Ticket{} : found->second;
      if (ticket.pool != name || ticket.entry != wait.entry || ticket.agent != wait.agent) {
        violations.push_back(id + " is " + ticket.handling + " " + ticket.agent + " in wait " +
                             std::to_string(ticket.entry) + " of " + ticket.pool +
                             ", but the pool " + name + " has wait " + std::to_string(wait.entry) +
                             " with '" + wait.agent + "'");
      }
      if (ticket.paused != wait.paused || ticket.priority != wait.priority ||
          promises.UrgencyOf(id) != wait.urgency) {
        violations.push_back(id + " is ranked by what it was");
      }
      if (!wait.agent.empty()) continue;
      for (const auto& [agent, known] : pool.agents) {
        if (known.available && MayTake(pool, agent, wait)) {
          violations.push_back(id + " waits though " + agent + " could take it");
        }
      }
    }
  }
  for (const auto& [id, ticket] : tickets_) {
    const int expected = ticket.handling == "none" ? 0 : 1;
    if (ticket.handling == "triage") violations.push_back(id + " was never placed");
    if (live[id] != expected) {
      violations.push_back(id + " is " + ticket.handling + " and lives in " +
                           std::to_string(live[id]) + " pools");
    }
  }
  return violations;
}

}  // namespace docket::simulation
