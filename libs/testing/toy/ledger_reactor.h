#pragma once

// Tells the desk what the ledger made of its loans. Keeps no rows.

#include "libs/eventing/projection.h"

namespace docket::testing {

class LedgerReactor final : public eventing::Projection {
 public:
  std::vector<store::TableSpec> Tables() const override { return {}; }
  absl::Status Fold(const eventing::AcceptedCommit& commit,
                    eventing::FoldContext& context) override;
};

}  // namespace docket::testing
