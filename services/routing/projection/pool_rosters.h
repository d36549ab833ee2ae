#pragma once

// Whether pools have taken over what settings say of them. One whose roster is another is asked to
// take it over, until it has: a demand, for nothing reacts to settings.
//
//   pool_rosters   tenant, NUL, name of the pool -> the versions that it took over

#include <optional>

#include "libs/eventing/projection.h"

namespace docket::routing {

class PoolRosters final : public eventing::Projection {
 public:
  std::vector<store::TableSpec> Tables() const override;
  absl::Status Fold(const eventing::AcceptedCommit& commit,
                    eventing::FoldContext& context) override;

  // Keys are those of the rows.
  absl::StatusOr<eventing::DemandedKeys> Demands(const setting::Settings& settings,
                                                 std::string_view cursor, size_t max,
                                                 eventing::UnitPlace place,
                                                 eventing::FoldedRows& rows) override;
  absl::StatusOr<std::optional<eventing::Reaction>> Demand(std::string_view key,
                                                           const setting::Settings& settings,
                                                           eventing::FoldedRows& rows) override;
};

}  // namespace docket::routing
