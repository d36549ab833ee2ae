#include "services/routing/domain/pool_drain.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "libs/base/proto_time.h"
#include "services/routing/domain/limits.h"
#include "services/routing/domain/pool_candidates.h"
#include "services/routing/domain/pool_entries.h"
#include "services/routing/domain/pool_lists.h"

namespace docket::routing {
namespace {

// What comes first is less.
auto PlaceInQueue(const PoolEntry& entry) {
  const v1::EntryQueued& queued = entry.queued();
  const int priority = std::min(4, queued.priority() + (queued.warned() ? 1 : 0));
  const Time due = queued.has_due_time() ? FromProto(queued.due_time()) : Time::max();
  return std::tuple(-priority, due, FromProto(queued.waiting_since_time()),
                    std::string_view(queued.ticket_id()));
}

// The agents who take anything at all now, by their places.
std::vector<int> Takers(const PoolState& pool, const std::vector<Carried>& carried) {
  std::vector<int> takers;
  for (int i = 0; i < pool.agents_size(); ++i) {
    const PoolAgentState& agent = pool.agents(i);
    if (agent.presence() == v1::PRESENCE_AVAILABLE && agent.roster().on_shift() &&
        carried[static_cast<size_t>(i)].open < agent.roster().open_max()) {
      takers.push_back(i);
    }
  }
  return takers;
}

bool HasCandidate(const PoolState& pool, const PoolEntry& entry, const std::vector<int>& takers,
                  const std::vector<Carried>& carried, Time now) {
  const Filter filter(pool, entry, now);
  return std::ranges::any_of(takers, [&](int i) {
    return filter.FirstFailed(pool.agents(i), carried[static_cast<size_t>(i)]) ==
           v1::CANDIDATE_STAGE_UNSPECIFIED;
  });
}

}  // namespace

std::vector<const PoolEntry*> QueueOf(const PoolState& pool) {
  std::vector<const PoolEntry*> queue;
  for (const PoolEntry& entry : pool.entries()) {
    if (entry.agent_id().empty()) queue.push_back(&entry);
  }
  std::ranges::sort(queue, [](const PoolEntry* a, const PoolEntry* b) {
    return PlaceInQueue(*a) < PlaceInQueue(*b);
  });
  return queue;
}

// An assignment takes room and gives none, so whoever was passed over stays so: one walk is enough.
void Drain(Draft& draft) {
  std::vector<Carried> carried = CarriedIn(draft.state());
  std::vector<int> takers = Takers(draft.state(), carried);
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
  const std::vector<const PoolEntry*> queue = QueueOf(pool);
  const auto place = std::ranges::find(
      queue, IdOf(entry), [](const PoolEntry* each) { return std::string_view(IdOf(*each)); });
  if (place != queue.end()) {
    explanation.set_queue_position(static_cast<uint32_t>(place - queue.begin()) + 1);
  }
  return explanation;
}

}  // namespace docket::routing
