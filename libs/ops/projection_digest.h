#pragma once

// Digests of units as operators see them: of one unit at one moment, and of all units of a kind.

#include <vector>

#include "docket/ops/v1/ops_service.pb.h"
#include "libs/ops/unit_answers.h"
#include "libs/store/table_digest.h"

namespace docket::ops {

// Tables by their indexes. A cursor counts as empty.
using TableSums = std::vector<store::TableSum>;

// All tables in `view`, a view of a store with `spec`. DATA_LOSS if the store is damaged.
absl::StatusOr<TableSums> SumTables(const store::ReadView& view, const store::StoreSpec& spec,
                                    const Report& report);

// Fills the tables and the two texts of a UnitDigest or KindDigest.
template <typename Answer>
void AddSums(const store::StoreSpec& spec, const TableSums& sums, Answer& answer) {
  store::StoreDigest full;
  store::StoreDigest content;
  for (store::TableIndex table = 0; table < spec.tables.size(); ++table) {
    full.tables.push_back(sums[table].full);
    content.tables.push_back(sums[table].content);
    if (spec.tables[table].cursor) continue;
    *answer.add_tables() = TableDigestOf(spec.tables[table], sums[table]);
  }
  answer.set_full(full.hex());
  answer.set_content(content.hex());
}

// Adds up the units of one kind.
class KindSums {
 public:
  // The digest of `unit` as it stands now, added here. May be called again after a failure.
  absl::StatusOr<v1::UnitDigest> Add(const runtime::HostedUnit& unit, const Report& report);

  // Of the units added so far, which are of the kind of the last one.
  v1::KindDigest answer() const;

 private:
  std::string kind_;
  store::StoreSpec spec_;
  uint32_t units_ = 0;
  TableSums sums_;
};

}  // namespace docket::ops
