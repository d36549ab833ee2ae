#include "services/routing/domain/pool_widening.h"

#include <algorithm>
#include <string>

#include "libs/base/proto_time.h"
#include "services/routing/domain/pool_lists.h"

namespace docket::routing {
namespace {

bool IsNamedIn(const List<Exclusion>& exclusions, const std::string& agent_id) {
  return std::ranges::any_of(
      exclusions, [&](const Exclusion& exclusion) { return exclusion.agent_id() == agent_id; });
}

}  // namespace

std::optional<Time> OverflowOf(const PoolState& pool, const PoolEntry& entry) {
  const v1::RosteredTeam* team = Find(pool.teams(), entry.queued().team_id());
  if (team == nullptr || !team->has_overflow_after()) return std::nullopt;
  return FromProto(entry.queued_time()) + FromProto(team->overflow_after());
}

std::optional<Time> OwnerAwaitedUntil(const PoolState& pool, const PoolEntry& entry) {
  // Whoever had it in this wait, they have been asked: it does not wait for them again.
  if (!pool.has_sticky_wait() || entry.assignment() != 0) return std::nullopt;
  // Nobody waits for somebody who is here no more, or must not get it.
  const std::string& owner = entry.queued().preferred_agent_id();
  if (Find(pool.agents(), owner) == nullptr || IsNamedIn(entry.exclusions(), owner)) {
    return std::nullopt;
  }
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
