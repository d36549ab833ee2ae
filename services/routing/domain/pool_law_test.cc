// What holds after every command whatever came before (semantics.md 6, invariants), against a
// second filter and a second ranking that share nothing with those of the pool.

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "libs/base/proto_time.h"
#include "services/routing/domain/pool_test.h"
#include "services/routing/domain/pool_timers.h"

namespace docket::routing {
namespace {

using std::chrono::seconds;

constexpr int kTicketsOfLaw = 12;

std::string LawTicket(size_t number) {
  return TicketId::Of("acme", "ada", "law" + std::to_string(number)).text();
}

// A second reading of the rules, as plainly as they are written.
class Plain {
 public:
  Plain(const PoolState& pool, Time now) : pool_(pool), now_(now) {}

  uint64_t LoadOf(const std::string& agent) const {
    uint64_t load = 0;
    for (const PoolEntry& entry : pool_.entries()) {
      if (entry.agent_id() == agent && !entry.queued().paused()) load += entry.queued().weight();
    }
    return load;
  }

  bool MayHave(const PoolAgentState& agent, const PoolEntry& entry) const {
    const v1::RosteredAgent& who = agent.roster();
    const v1::EntryQueued& what = entry.queued();
    if (!who.on_shift() || agent.presence() != v1::PRESENCE_AVAILABLE) return false;
    if (AwaitsOwner(entry) && who.agent_id() != what.preferred_agent_id()) return false;
    const std::set<std::string> teams(who.team_ids().begin(), who.team_ids().end());
    if (!teams.contains(what.team_id()) && !Overflows(entry)) return false;
    std::map<std::string, uint32_t> levels;
    for (const auto& skill : who.skills()) levels[skill.name()] = skill.level();
    for (const auto& skill : what.skills()) {
      if (levels[skill.name()] < skill.level()) return false;
    }
    size_t open = 0;
    for (const PoolEntry& each : pool_.entries()) open += each.agent_id() == who.agent_id() ? 1 : 0;
    const uint64_t weight = what.paused() ? 0 : what.weight();
    if (open >= who.open_max() || LoadOf(who.agent_id()) + weight > who.capacity()) return false;
    for (const Exclusion& exclusion : entry.exclusions()) {
      if (exclusion.agent_id() != who.agent_id()) continue;
      if (!exclusion.has_until_time() || FromProto(exclusion.until_time()) > now_) return false;
    }
    return true;
  }

  // Who wins by balance; empty if nobody may have it.
  std::string Winner(const PoolEntry& entry) const {
    const PoolAgentState* best = nullptr;
    for (const PoolAgentState& agent : pool_.agents()) {
      if (!MayHave(agent, entry)) continue;
      if (best == nullptr || IsBetter(agent, *best, entry)) best = &agent;
    }
    return best == nullptr ? "" : best->roster().agent_id();
  }

 private:
  bool Overflows(const PoolEntry& entry) const {
    for (const v1::RosteredTeam& team : pool_.teams()) {
      if (team.team_id() != entry.queued().team_id() || !team.has_overflow_after()) continue;
      return FromProto(entry.queued_time()) + FromProto(team.overflow_after()) <= now_;
    }
    return false;
  }

  // Nobody has had it yet, and its owner before is here and may still come.
  bool AwaitsOwner(const PoolEntry& entry) const {
    if (!pool_.has_sticky_wait() || entry.assignment() > 0) return false;
    const std::string& owner = entry.queued().preferred_agent_id();
    for (const Exclusion& exclusion : entry.exclusions()) {
      if (exclusion.agent_id() == owner) return false;
    }
    for (const PoolAgentState& agent : pool_.agents()) {
      if (agent.roster().agent_id() != owner) continue;
      return now_ < FromProto(entry.queued_time()) + FromProto(pool_.sticky_wait());
    }
    return false;
  }

  bool IsBetter(const PoolAgentState& a, const PoolAgentState& b, const PoolEntry& entry) const {
    const std::string& owner = entry.queued().preferred_agent_id();
    const std::string &ida = a.roster().agent_id(), &idb = b.roster().agent_id();
    if ((ida == owner) != (idb == owner)) return ida == owner;
    const uint64_t weight = entry.queued().paused() ? 0 : entry.queued().weight();
    const uint64_t left = (LoadOf(ida) + weight) * b.roster().capacity();
    const uint64_t right = (LoadOf(idb) + weight) * a.roster().capacity();
    if (left != right) return left < right;
    if (Score(a, entry) != Score(b, entry)) return Score(a, entry) > Score(b, entry);
    if (a.last_assigned_version() != b.last_assigned_version()) {
      return a.last_assigned_version() < b.last_assigned_version();
    }
    if (a.last_assigned_index() != b.last_assigned_index()) {
      return a.last_assigned_index() < b.last_assigned_index();
    }
    return ida < idb;
  }

  static uint32_t Score(const PoolAgentState& agent, const PoolEntry& entry) {
    uint32_t score = 0;
    for (const auto& asked : entry.queued().skills()) {
      for (const auto& known : agent.roster().skills()) {
        if (known.name() == asked.name()) score += known.level();
      }
    }
    return score;
  }

  const PoolState& pool_;
  const Time now_;
};

class Life {
 public:
  explicit Life(uint32_t seed) : draw_(seed) {
    Pool::Event event;
    std::string agents;
    for (const char* id : {"ann", "bob", "cat", "dan", "eve"}) {
      agents += Agent(id, Draw(2) == 0 ? "lamps" : "pots",
                      "capacity: " + std::to_string(10 + 10 * Draw(3)) +
                          " skills { name: 'wiring' level: " + std::to_string(1 + Draw(5)) + " }");
    }
    std::string roster =
        Rostered(agents, std::string(Draw(2) == 0 ? "accept_within { seconds: 50 }" : "") +
                             (Draw(2) == 0 ? " sticky_wait { seconds: 70 }" : ""));
    if (Draw(2) == 0) {
      roster.replace(roster.find("claimable: true"), 15, "overflow_after { seconds: 90 }");
    }
    testing::ParseText(roster, event, std::source_location::current());
    Fold({event});
  }

  void Step() {
    now_ += seconds(Draw(20));
    Pool::Command command = DrawCommand();
    log::v1::Actor actor;
    actor.set_id("ann");
    const auto decision =
        Pool::Decide(pool_, command,
                     {.now = now_,
                      .tenant = "acme",
                      .aggregate_id = kHome,
                      .actor = actor,
                      .roles = {Role::kService, Role::kSupervisor, Role::kAgent}});
    if (!decision.ok() || decision->events.empty()) return;
    ++taken;
    Judge(decision->events);
    Fold(decision->events);
    const Plain plain(pool_, now_);
    for (const PoolEntry& entry : pool_.entries()) {
      if (!entry.agent_id().empty()) continue;
      EXPECT_EQ(plain.Winner(entry), "") << "somebody could take " << entry.queued().ticket_id();
    }
  }

  size_t taken = 0;
  size_t ranked = 0;

 private:
  uint32_t Draw(uint32_t below) { return static_cast<uint32_t>(draw_() % below); }

  // Each ranked assignment is the plain winner's and leaves them with no more than they carry.
  void Judge(const std::vector<Pool::Event>& events) {
    PoolState pool = pool_;
    for (const Pool::Event& event : events) {
      if (event.has_assigned() && event.assigned().way() == v1::ASSIGNMENT_WAY_RANKED) {
        ++ranked;
        const Plain plain(pool, now_);
        for (const PoolEntry& entry : pool.entries()) {
          if (entry.queued().ticket_id() != event.assigned().ticket_id()) continue;
          EXPECT_EQ(event.assigned().agent_id(), plain.Winner(entry));
        }
      }
      pool = Pool::Evolve(std::move(pool), Header(), event);
    }
  }

  eventing::CommitHeader Header() const {
    eventing::CommitHeader header;
    header.set_version(pool_.version() + 1);
    *header.mutable_time() = ToProto(now_);
    return header;
  }
  void Fold(const std::vector<Pool::Event>& events) {
    const eventing::CommitHeader header = Header();
    for (const Pool::Event& event : events) {
      pool_ = Pool::Evolve(std::move(pool_), header, event);
    }
  }

  Pool::Command DrawCommand() {
    Pool::Command command;
    const std::string ticket = LawTicket(Draw(kTicketsOfLaw));
    const char* agents[] = {"ann", "bob", "cat", "dan", "eve"};
    switch (Draw(13)) {
      case 0:
      case 1:
      case 2: {
        v1::EntryQueued& entry = *command.mutable_enqueue()->mutable_entry();
        command.mutable_enqueue()->set_pool_id("home");
        entry.set_ticket_id(ticket);
        entry.set_entry(++entries_[ticket]);
        entry.set_ticket_version(++ticket_version_);
        entry.set_team_id(Draw(2) == 0 ? "lamps" : "pots");
        entry.set_weight(10);
        entry.set_priority(static_cast<ticket::v1::Priority>(1 + Draw(4)));
        if (Draw(3) == 0) entry.set_preferred_agent_id(agents[Draw(5)]);
        if (Draw(4) == 0) entry.add_excluded_agent_ids(agents[Draw(5)]);
        if (Draw(3) == 0) {
          entry.add_skills()->set_name("wiring");
          entry.mutable_skills(0)->set_level(1 + Draw(5));
        }
        break;
      }
      case 3: {
        v1::ReleaseEntry& release = *command.mutable_release();
        release.set_pool_id("home");
        release.set_ticket_id(ticket);
        release.set_entry(entries_[ticket]);
        break;
      }
      case 4: {
        v1::EntryChanged& change = *command.mutable_update()->mutable_change();
        change.set_ticket_id(ticket);
        change.set_entry(entries_[ticket]);
        change.set_ticket_version(++ticket_version_);
        change.set_priority(static_cast<ticket::v1::Priority>(1 + Draw(4)));
        change.set_paused(Draw(2) == 0);
        change.set_answered(Draw(2) == 0);
        break;
      }
      case 5:
      case 6: {
        command.mutable_set_presence()->set_agent_id(agents[Draw(5)]);
        command.mutable_set_presence()->set_presence(static_cast<v1::Presence>(1 + Draw(4)));
        break;
      }
      case 7: {
        command.mutable_return_()->set_ticket_id(ticket);
        command.mutable_return_()->set_agent_id("ann");
        command.mutable_return_()->set_reason("no idea");
        break;
      }
      case 8: {
        command.mutable_claim_next()->set_agent_id("ann");
        break;
      }
      case 9: {
        command.mutable_accept()->set_ticket_id(ticket);
        command.mutable_accept()->set_agent_id("ann");
        break;
      }
      case 10: {
        command.mutable_hand_over()->set_ticket_id(ticket);
        command.mutable_hand_over()->set_agent_id("ann");
        command.mutable_hand_over()->set_to_agent_id(agents[1 + Draw(4)]);
        break;
      }
      case 11: {
        command.mutable_assign()->set_ticket_id(ticket);
        command.mutable_assign()->set_to_agent_id(agents[Draw(5)]);
        break;
      }
      default: {
        const std::vector<PoolTimer> timers = DueTimers(pool_);
        if (timers.empty()) break;
        const PoolTimer& timer = timers[Draw(static_cast<uint32_t>(timers.size()))];
        command.mutable_tick()->set_kind(timer.kind);
        command.mutable_tick()->set_subject(timer.subject);
        *command.mutable_tick()->mutable_time() = ToProto(timer.due);
        now_ = std::max(now_, timer.due + std::chrono::milliseconds(1));
      }
    }
    return command;
  }

  std::mt19937 draw_;
  Time now_ = kNoon;
  PoolState pool_;
  std::map<std::string, uint64_t> entries_;
  uint64_t ticket_version_ = 0;
};

TEST(PoolLaw, HoldsAfterEveryCommand) {
  size_t taken = 0, ranked = 0;
  for (uint32_t seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Life life(seed);
    for (int step = 0; step < 130; ++step) life.Step();
    taken += life.taken;
    ranked += life.ranked;
    if (HasFailure()) return;
  }
  EXPECT_GT(taken, 6000u);
  EXPECT_GT(ranked, 1500u);
}

}  // namespace
}  // namespace docket::routing
