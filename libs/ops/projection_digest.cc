#include "libs/ops/projection_digest.h"

#include <memory>

namespace docket::ops {

absl::StatusOr<TableSums> SumTables(const store::ReadView& view, const store::StoreSpec& spec,
                                    const Report& report) {
  TableSums sums(spec.tables.size());
  uint64_t rows = 0;
  for (store::TableIndex table = 0; table < spec.tables.size(); ++table) {
    if (spec.tables[table].cursor) continue;
    DOCKET_ASSIGN_OR_RETURN(sums[table], store::SumTable(view, spec, table, [&report, rows] {
                              return report(rows, 0);
                            }));
    rows += sums[table].rows;
  }
  return sums;
}

absl::StatusOr<v1::UnitDigest> KindSums::Add(const runtime::HostedUnit& unit,
                                             const Report& report) {
  const std::unique_ptr<store::ReadView> view = unit.store().View();
  const store::StoreSpec& spec = unit.store().spec();
  v1::UnitDigest answer;
  *answer.mutable_unit() = UnitOf(unit);
  DOCKET_ASSIGN_OR_RETURN(const auto positions, store::PositionsIn(*view, spec));
  AddPositions(unit, positions, *answer.mutable_positions());
  DOCKET_ASSIGN_OR_RETURN(const TableSums sums, SumTables(*view, spec, report));
  AddSums(spec, sums, answer);
  kind_ = unit.spec().service;
  spec_ = spec;
  ++units_;
  sums_.resize(sums.size());
  for (size_t table = 0; table < sums.size(); ++table) sums_[table] += sums[table];
  return answer;
}

v1::KindDigest KindSums::answer() const {
  v1::KindDigest answer;
  answer.set_unit_kind(kind_);
  answer.set_units(units_);
  AddSums(spec_, sums_, answer);
  return answer;
}

}  // namespace docket::ops
