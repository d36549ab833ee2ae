#include "services/routing/domain/pool_widening.h"

#include "libs/base/proto_time.h"
#include "services/routing/domain/pool_lists.h"

namespace docket::routing {

std::optional<Time> OverflowOf(const PoolState& pool, const PoolEntry& entry) {
  const v1::RosteredTeam* team = Find(pool.teams(), entry.queued().team_id());
  if (team == nullptr || !team->has_overflow_after()) return std::nullopt;
  return FromProto(entry.queued_time()) + FromProto(team->overflow_after());
}

std::optional<Time> OwnerAwaitedUntil(const PoolState& pool, const PoolEntry& entry) {
  if (!pool.has_sticky_wait()) return std::nullopt;
  // Nobody waits for somebody who is here no more.
  if (Find(pool.agents(), entry.queued().preferred_agent_id()) == nullptr) return std::nullopt;
  return FromProto(entry.queued_time()) + FromProto(pool.sticky_wait());
}

std::optional<Time> NextWidening(const PoolState& pool, const PoolEntry& entry) {
  std::optional<Time> next;
  const auto take = [&](std::optional<Time> instant) {
    if (!instant.has_value() || *instant <= FromProto(entry.widened_time())) return;
    if (!next.has_value() || *instant < *next) next = instant;
  };
  take(OverflowOf(pool, entry));
  take(OwnerAwaitedUntil(pool, entry));
  for (const Exclusion& exclusion : entry.exclusions()) {
    if (exclusion.has_until_time()) take(FromProto(exclusion.until_time()));
  }
  return next;
}

}  // namespace docket::routing
