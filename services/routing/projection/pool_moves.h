#pragma once

// What tickets have to hear of their pools, and what time alone does to a pool: the reactor between
// pools and tickets (semantics.md 6, hand-shake).
//
//   pool_ticks     pool id -> ArmedTicks
//   pool_rosters   tenant, NUL, name of the pool -> the versions that it took over
//
// A ticket hears that it is assigned (Assign) and that an assignment is over (Unassign). A pool
// that could assign more than one commit holds is asked to go on. A timer is armed for each tick
// that a pool waits for (pool_timers.h) and named by pool id, kind[1], subject.
//
// A pool whose roster is not what settings say is asked to take it over, until it has.

#include "libs/eventing/projection.h"

namespace docket::routing {

class PoolMoves final : public eventing::Projection {
 public:
  std::vector<store::TableSpec> Tables() const override;
  absl::Status Fold(const eventing::AcceptedCommit& commit,
                    eventing::FoldContext& context) override;
  absl::StatusOr<eventing::Reaction> Fire(Time due, std::string_view key,
                                          eventing::FoldedRows& rows) override;

  // Pools, by tenant, NUL and name, whose rosters may be others than settings say.
  absl::StatusOr<eventing::DemandedKeys> Demands(const setting::Settings& settings,
                                                 std::string_view cursor, size_t max,
                                                 eventing::UnitPlace place,
                                                 eventing::FoldedRows& rows) override;
  absl::StatusOr<std::optional<eventing::Reaction>> Demand(std::string_view key,
                                                           const setting::Settings& settings,
                                                           eventing::FoldedRows& rows) override;
};

}  // namespace docket::routing
