#include "tests/simulation/promise_oracle.h"

#include "libs/base/proto_time.h"
#include "tests/simulation/log_commits.h"

namespace docket::simulation {
namespace {

template <typename Event>
std::string NameOf(const Event& event) {
  return setting::v1::SlaMetric_Name(event.metric()) + " " + std::to_string(event.instance());
}

}  // namespace

PromiseOracle::PromiseOracle(const docket::testing::SimulatedLog& log) {
  const bool readable =
      ForEachCommit<ticket::v1::TicketCommit>(log, "docket.ticket.events.v1", [this](auto& commit) {
        for (const auto& event : commit.events()) {
          Apply(FromProto(commit.header().time()), commit.header().aggregate_id(), event);
        }
      });
  if (!readable) violations_.push_back("a record of tickets is no commit");
}

void PromiseOracle::Apply(Time time, const std::string& id, const ticket::v1::TicketEvent& event) {
  using Event = ticket::v1::TicketEvent;
  Ticket& ticket = tickets_[id];
  const auto named = [&id](const auto& of) { return id + " " + NameOf(of); };
  const auto clock = [&ticket](const auto& of) -> Clock& { return ticket.clocks[NameOf(of)]; };
  switch (event.kind_case()) {
    case Event::kOpened:
    case Event::kReopened: ticket.unsolved = true; break;
    case Event::kSolved:
    case Event::kClosed: ticket.unsolved = false; break;
    case Event::kPolicyApplied: ticket.policies = event.policy_applied().policies_version(); break;
    case Event::kDuesSet:
      for (const auto& dues : event.dues_set().clocks()) Set(dues, clock(dues));
      break;
    case Event::kClockStopped: {
      const auto& stop = event.clock_stopped();
      Stop(time, named(stop), stop, clock(stop));
      break;
    }
    case Event::kWarned: {
      const auto& warned = event.warned();
      ++warnings_;
      Happen(time, named(warned), warned.level_id(), FromProto(warned.due_time()), clock(warned));
      for (const auto& level : warned.skipped_level_ids())
        Spend(named(warned), level, clock(warned));
      break;
    }
    case Event::kBreached: {
      const auto& breach = event.breached();
      Breach(time, named(breach), breach, clock(breach));
      break;
    }
    case Event::kEscalated: {
      const auto& later = event.escalated();
      Happen(time, named(later), later.level_id(), FromProto(later.due_time()), clock(later));
      if (!clock(later).breached) {
        violations_.push_back(named(later) + " is escalated before it is breached");
      }
      break;
    }
    case Event::kEscalationRaised:
      if (event.escalation_raised().level() != ++ticket.escalation_level) {
        violations_.push_back(id + " skips a level");
      }
      break;
    default: break;
  }
}

void PromiseOracle::Set(const ticket::v1::ClockDues& dues, Clock& clock) {
  clock.running = dues.running();
  clock.stopped = false;
  clock.owed = dues.has_owed_time();
  if (clock.owed) clock.broken = FromProto(dues.owed_time());
  clock.deadline.reset();
  if (dues.has_deadline_time()) clock.deadline = FromProto(dues.deadline_time());
  if (clock.deadline) clock.deadlines.insert(*clock.deadline);
  clock.levels.clear();
  for (const auto& level : dues.levels()) {
    clock.levels[level.level_id()] = FromProto(level.due_time());
  }
}

// Whether it is missed does not hang on how soon somebody said that it was due.
void PromiseOracle::Stop(Time time, const std::string& name, const ticket::v1::ClockStopped& stop,
                         Clock& clock) {
  const bool passed = clock.running && clock.deadline && time > *clock.deadline;
  clock.owed = !clock.breached && (clock.owed || passed);
  const bool missed = stop.outcome() == ticket::v1::CLOCK_OUTCOME_MISSED;
  const bool met = stop.outcome() == ticket::v1::CLOCK_OUTCOME_MET;
  if ((missed && !clock.owed && !clock.breached) || (met && (clock.owed || clock.breached))) {
    violations_.push_back(name + (missed ? " is missed without a breach" : " is met after one"));
  }
  clock.running = false;
  clock.stopped = true;
  clock.deadline.reset();
  clock.levels.clear();
}

void PromiseOracle::Breach(Time time, const std::string& name,
                           const ticket::v1::TicketBreached& breach, Clock& clock) {
  ++breaches_;
  const Time due = FromProto(breach.due_time());
  if (clock.breached) violations_.push_back(name + " is breached twice");
  if (time <= due) violations_.push_back(name + " is breached before it is due");
  if (clock.deadlines.count(due) == 0) {
    violations_.push_back(name + " is breached at an instant that was no deadline of it");
  }
  clock.breached = true;
  clock.broken = due;
  clock.owed = false;
  clock.deadline.reset();
  for (const auto& level : breach.level_ids()) Spend(name, level, clock);
  for (const auto& level : breach.skipped_level_ids()) Spend(name, level, clock);
}

void PromiseOracle::Happen(Time time, const std::string& name, const std::string& level, Time due,
                           Clock& clock) {
  if (time <= due) violations_.push_back(name + " comes to " + level + " before it is due");
  const auto known = clock.levels.find(level);
  if (!clock.running || known == clock.levels.end() || known->second != due) {
    violations_.push_back(name + " comes to " + level + ", which was not due then");
  }
  Spend(name, level, clock);
}

void PromiseOracle::Spend(const std::string& name, const std::string& level, Clock& clock) {
  if (!clock.spent.insert(level).second) violations_.push_back(name + " has " + level + " twice");
}

std::vector<std::string> PromiseOracle::ViolationsAtRest(Time now, uint64_t policies) const {
  std::vector<std::string> violations;
  for (const auto& [id, ticket] : tickets_) {
    if (ticket.unsolved && ticket.policies != policies) {
      violations.push_back(id + " is judged by policies " + std::to_string(ticket.policies));
    }
    for (const auto& [name, clock] : ticket.clocks) {
      if (clock.owed || (clock.running && clock.deadline && *clock.deadline < now)) {
        violations.push_back(id + " " + name + " has a breach that nobody recorded");
      }
      for (const auto& [level, due] : clock.levels) {
        if (clock.running && due < now && clock.spent.count(level) == 0) {
          violations.push_back(id + " " + name + " never came to " + level);
        }
      }
    }
  }
  return violations;
}

PromiseOracle::Urgency PromiseOracle::UrgencyOf(const std::string& ticket) const {
  Urgency urgency;
  const auto found = tickets_.find(ticket);
  if (found == tickets_.end()) return urgency;
  for (const auto& [name, clock] : found->second.clocks) {
    if (clock.stopped) continue;
    if (clock.broken || !clock.spent.empty()) urgency.pressing = true;
    const std::optional<Time> due = clock.broken ? clock.broken : clock.deadline;
    if (clock.running && due && (!urgency.due || *due < *urgency.due)) urgency.due = due;
  }
  return urgency;
}

}  // namespace docket::simulation
