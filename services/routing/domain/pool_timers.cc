#include "services/routing/domain/pool_timers.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/proto_time.h"
#include "services/routing/domain/limits.h"
#include "services/routing/domain/pool_lists.h"
#include "services/routing/domain/pool_widening.h"

namespace docket::routing {

std::optional<Time> OfflineReturnOf(const PoolEntry& entry, const PoolAgentState& agent) {
  if (!agent.has_offline_time() || entry.answered()) return std::nullopt;
  return std::max(FromProto(agent.offline_time()), FromProto(entry.assigned_time())) +
         kOfflineReturn;
}

std::vector<PoolTimer> DueTimers(const PoolState& pool) {
  std::vector<PoolTimer> timers;
  std::map<std::string_view, Time> returns;  // By agent, the first.
  for (const PoolEntry& entry : pool.entries()) {
    if (entry.agent_id().empty()) {
      const std::optional<Time> widening = NextWidening(pool, entry);
      if (widening) timers.push_back({v1::TICK_KIND_WIDEN, IdOf(entry), *widening});
      continue;
    }
    if (entry.has_accept_time()) {
      timers.push_back({v1::TICK_KIND_ACCEPT, IdOf(entry), FromProto(entry.accept_time())});
    }
    const PoolAgentState* agent = Find(pool.agents(), entry.agent_id());
    const auto offline_return = agent == nullptr ? std::nullopt : OfflineReturnOf(entry, *agent);
    if (!offline_return) continue;
    const auto [first, added] = returns.try_emplace(IdOf(*agent), *offline_return);
    if (!added) first->second = std::min(first->second, *offline_return);
  }
  for (const PoolAgentState& agent : pool.agents()) {
    if (agent.roster().has_shift_change_time()) {
      timers.push_back(
          {v1::TICK_KIND_SHIFT, IdOf(agent), FromProto(agent.roster().shift_change_time())});
    }
  }
  for (const auto& [agent_id, due] : returns) {
    timers.push_back({v1::TICK_KIND_OFFLINE, std::string(agent_id), due});
  }
  std::ranges::sort(timers);
  return timers;
}

}  // namespace docket::routing
