#pragma once

// What time alone does to a pool, and what it could not finish in one commit.
//
//   pool_ticks   pool id -> ArmedTicks
//
// A timer is armed for each tick that a pool waits for (pool_timers.h) and named by pool id,
// kind[1], subject. A pool that could assign more than one commit holds is asked to go on at once.

#include "libs/eventing/projection.h"

namespace docket::routing {

class PoolAlarms final : public eventing::Projection {
 public:
  std::vector<store::TableSpec> Tables() const override;
  absl::Status Fold(const eventing::AcceptedCommit& commit,
                    eventing::FoldContext& context) override;
  absl::StatusOr<eventing::Reaction> Fire(Time due, std::string_view key,
                                          eventing::FoldedRows& rows) override;
};

}  // namespace docket::routing
