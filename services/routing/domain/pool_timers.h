#pragma once

// The ticks that a pool waits for.

#include <compare>
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

// In order; of one kind and subject at most one.
std::vector<PoolTimer> DueTimers(const PoolState& pool);

}  // namespace docket::routing
