#include "services/routing/domain/pool_timers.h"

#include <algorithm>
#include <optional>
#include <set>

#include "libs/base/proto_time.h"
#include "services/routing/domain/limits.h"
#include "services/routing/domain/pool_lists.h"
#include "services/routing/domain/pool_widening.h"

namespace docket::routing {

std::vector<PoolTimer> DueTimers(const PoolState& pool) {
  std::vector<PoolTimer> timers;
  std::set<std::string_view> owe_an_answer;
  for (const PoolEntry& entry : pool.entries()) {
    if (entry.agent_id().empty()) {
      const std::optional<Time> widening = NextWidening(pool, entry);
      if (widening) timers.push_back({v1::TICK_KIND_WIDEN, IdOf(entry), *widening});
      continue;
    }
    if (entry.has_accept_time()) {
      timers.push_back({v1::TICK_KIND_ACCEPT, IdOf(entry), FromProto(entry.accept_time())});
    }
    if (!entry.answered()) owe_an_answer.insert(entry.agent_id());
  }
  for (const PoolAgentState& agent : pool.agents()) {
    if (agent.roster().has_shift_change_time()) {
      timers.push_back(
          {v1::TICK_KIND_SHIFT, IdOf(agent), FromProto(agent.roster().shift_change_time())});
    }
    if (agent.has_offline_time() && owe_an_answer.contains(IdOf(agent))) {
      timers.push_back(
          {v1::TICK_KIND_OFFLINE, IdOf(agent), FromProto(agent.offline_time()) + kOfflineReturn});
    }
  }
  std::ranges::sort(timers);
  return timers;
}

}  // namespace docket::routing
