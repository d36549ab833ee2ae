#pragma once

// The ticks that a pool waits for.

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "docket/routing/v1/pool_commands.pb.h"
#include "libs/base/time.h"
#include "services/routing/domain/pool_state.pb.h"

namespace docket::routing {

// A tick that is sent when now > due.
struct PoolTimer {
  v1::TickKind kind = v1::TICK_KIND_UNSPECIFIED;
  // The agent or the ticket.
  std::string subject;
  Time due;

  friend auto operator<=>(const PoolTimer&, const PoolTimer&) = default;
};

// When `entry` goes back because `agent`, who has it, is offline; none if it does not. Whoever gets
// a ticket while they are offline has as long from then on.
std::optional<Time> OfflineReturnOf(const PoolEntry& entry, const PoolAgentState& agent);

// In order; of one kind and subject at most one.
std::vector<PoolTimer> DueTimers(const PoolState& pool);

}  // namespace docket::routing
