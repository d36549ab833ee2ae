#include "services/routing/domain/pool_drain.h"

#include <algorithm>
#include <string>
#include <utility>

#include "libs/base/big_endian.h"
#include "libs/base/proto_time.h"
#include "services/routing/domain/limits.h"
#include "services/routing/domain/pool_candidates.h"
#include "services/routing/domain/pool_entries.h"
#include "services/routing/domain/pool_lists.h"

namespace docket::routing {
namespace {

constexpr int kClassMax = 4;

// As bytes that are in the order of the instants, those before 1970 included.
void PutTime(Time time, std::string& key) {
  PutU64(key, static_cast<uint64_t>(time.time_since_epoch().count()) ^ (uint64_t{1} << 63));
}

// An agent who takes something now, if it is no heavier than they have room for.
struct Taker {
  int place = 0;
  uint32_t room = 0;
};

std::vector<Taker> Takers(const PoolState& pool, const std::vector<Carried>& carried) {
  std::vector<Taker> takers;
  for (int i = 0; i < pool.agents_size(); ++i) {
    const PoolAgentState& agent = pool.agents(i);
    const Carried& has = carried[static_cast<size_t>(i)];
    if (agent.presence() == v1::PRESENCE_AVAILABLE && agent.roster().on_shift() &&
        has.open < agent.roster().open_max() && has.load <= agent.roster().capacity()) {
      takers.push_back({i, agent.roster().capacity() - has.load});
    }
  }
  return takers;
}

// Asks for room first: where work has piled up it is what most lack, and costs least to ask.
bool HasCandidate(const PoolState& pool, const PoolEntry& entry, const std::vector<Taker>& takers,
                  const std::vector<Carried>& carried, Time now) {
  const uint32_t weight = WeightOf(entry);
  const Filter filter(pool, entry, now);
  return std::ranges::any_of(takers, [&](const Taker& taker) {
    return weight <= taker.room && filter.FirstFailed(pool.agents(taker.place),
                                                      carried[static_cast<size_t>(taker.place)]) ==
                                       v1::CANDIDATE_STAGE_UNSPECIFIED;
  });
}

}  // namespace

// Class, descending; due, without one last; waiting since; ticket.
std::string QueueKey(const PoolEntry& entry) {
  const v1::EntryQueued& queued = entry.queued();
  const int priority = std::min(kClassMax, queued.priority() + (queued.warned() ? 1 : 0));
  std::string key(1, static_cast<char>(kClassMax - priority));
  PutTime(queued.has_due_time() ? FromProto(queued.due_time()) : Time::max(), key);
  PutTime(FromProto(queued.waiting_since_time()), key);
  return key + queued.ticket_id();
}

std::vector<const PoolEntry*> QueueOf(const PoolState& pool) {
  std::vector<std::pair<std::string, const PoolEntry*>> keyed;
  for (const PoolEntry& entry : pool.entries()) {
    if (entry.agent_id().empty()) keyed.emplace_back(QueueKey(entry), &entry);
  }
  std::ranges::sort(keyed);
  std::vector<const PoolEntry*> queue;
  for (const auto& [key, entry] : keyed) queue.push_back(entry);
  return queue;
}

uint32_t QueuePosition(const PoolState& pool, const PoolEntry& entry) {
  if (!entry.agent_id().empty()) return 0;
  const std::string key = QueueKey(entry);
  uint32_t position = 1;
  for (const PoolEntry& other : pool.entries()) {
    if (other.agent_id().empty() && QueueKey(other) < key) ++position;
  }
  return position;
}

// An assignment takes room and gives none, so whoever was passed over stays so: one walk is enough.
void Drain(Draft& draft) {
  std::vector<Carried> carried = CarriedIn(draft.state());
  std::vector<Taker> takers = Takers(draft.state(), carried);
  if (takers.empty()) return;
  std::vector<std::string> queue;  // Of ids, for entries move as the draft is folded.
  for (const PoolEntry* entry : QueueOf(draft.state())) queue.push_back(IdOf(*entry));
  uint32_t passed_over = 0;
  for (const std::string& ticket_id : queue) {
    if (takers.empty() || draft.assigned() >= kAssignedPerCommitMax) return;
    const PoolEntry& entry = *Find(draft.state().entries(), ticket_id);
    if (!HasCandidate(draft.state(), entry, takers, carried, draft.now())) {
      ++passed_over;
      continue;
    }
    v1::Explanation explanation = Explain(draft.state(), carried, entry, draft.now());
    explanation.set_queue_position(passed_over + 1);
    const std::string agent_id = explanation.winner_agent_id();
    Carried& of = carried[static_cast<size_t>(PlaceIn(draft.state().agents(), agent_id))];
    of.load += WeightOf(entry);
    ++of.open;
    AddAssigned(entry, {agent_id, v1::ASSIGNMENT_WAY_RANKED}, std::move(explanation), draft);
    takers = Takers(draft.state(), carried);
  }
}

bool NeedsDrain(const PoolState& pool) { return pool.assigned() >= kAssignedPerCommitMax; }

v1::Explanation ExplainWaiting(const PoolState& pool, const PoolEntry& entry, Time now) {
  v1::Explanation explanation = Explain(pool, CarriedIn(pool), entry, now);
  explanation.set_queue_position(QueuePosition(pool, entry));
  return explanation;
}

}  // namespace docket::routing
