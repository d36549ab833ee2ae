#pragma once

// What tickets have to hear of their pools: the reactor from pools to tickets (semantics.md 6,
// hand-shake). A ticket hears that it is assigned (Assign) and that an assignment is over
// (Unassign). Keeps no rows.

#include <vector>

#include "libs/eventing/projection.h"

namespace docket::routing {

class PoolMoves final : public eventing::Projection {
 public:
  std::vector<store::TableSpec> Tables() const override { return {}; }
  absl::Status Fold(const eventing::AcceptedCommit& commit,
                    eventing::FoldContext& context) override;
};

}  // namespace docket::routing
