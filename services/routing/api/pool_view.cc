#include "services/routing/api/pool_view.h"

#include <utility>

#include "services/routing/domain/pool_candidates.h"
#include "services/routing/domain/pool_drain.h"

namespace docket::routing {
namespace {

// What waits stands before what is assigned.
constexpr char kWaiting = '0';
constexpr char kAssigned = '1';

bool IsAskedFor(const PoolEntry& entry, const v1::ListEntriesRequest& request) {
  return (request.agent_id().empty() || request.agent_id() == entry.agent_id()) &&
         (request.team_id().empty() || request.team_id() == entry.queued().team_id());
}

}  // namespace

v1::Pool ViewPool(const PoolState& pool) {
  v1::Pool view;
  view.set_pool_id(pool.pool_id());
  view.set_version(pool.version());
  view.set_mode(pool.mode());
  *view.mutable_teams() = pool.teams();
  const std::vector<Carried> carried = CarriedIn(pool);
  for (int i = 0; i < pool.agents_size(); ++i) {
    v1::PoolAgent& agent = *view.add_agents();
    *agent.mutable_roster() = pool.agents(i).roster();
    agent.set_presence(pool.agents(i).presence());
    agent.set_load(carried[static_cast<size_t>(i)].load);
    agent.set_open(carried[static_cast<size_t>(i)].open);
  }
  uint32_t waiting = 0;
  for (const PoolEntry& entry : pool.entries()) waiting += entry.agent_id().empty() ? 1 : 0;
  view.set_waiting(waiting);
  view.set_assigned(static_cast<uint32_t>(pool.entries_size()) - waiting);
  return view;
}

v1::Entry ViewEntry(const PoolEntry& entry, uint32_t queue_position) {
  const v1::EntryQueued& queued = entry.queued();
  v1::Entry view;
  view.set_ticket_id(queued.ticket_id());
  view.set_entry(queued.entry());
  view.set_team_id(queued.team_id());
  *view.mutable_skills() = queued.skills();
  view.set_priority(queued.priority());
  if (queued.has_due_time()) *view.mutable_due_time() = queued.due_time();
  *view.mutable_waiting_since_time() = queued.waiting_since_time();
  view.set_queue_position(queue_position);
  view.set_agent_id(entry.agent_id());
  view.set_assignment(entry.assignment());
  view.set_accepted(!entry.agent_id().empty() && !entry.has_accept_time());
  view.set_returns(entry.returns());
  return view;
}

std::vector<Listed> ListedOf(const PoolState& pool, const v1::ListEntriesRequest& request) {
  std::vector<Listed> listed;
  uint32_t position = 0;
  for (const PoolEntry* entry : QueueOf(pool)) {
    ++position;
    if (!IsAskedFor(*entry, request)) continue;
    listed.push_back({kWaiting + QueueKey(*entry), ViewEntry(*entry, position)});
  }
  for (const PoolEntry& entry : pool.entries()) {
    if (entry.agent_id().empty() || !IsAskedFor(entry, request)) continue;
    listed.push_back({kAssigned + entry.queued().ticket_id(), ViewEntry(entry, 0)});
  }
  return listed;
}

}  // namespace docket::routing
