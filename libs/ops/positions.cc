#include "libs/ops/positions.h"

#include "libs/ops/unit_answers.h"
#include "libs/runtime/log_check.h"
#include "libs/runtime/unit_counts.h"

namespace docket::ops {
namespace {

using runtime::UnitCount;

v1::RecordCounts CountsOf(const runtime::UnitCounts& counts) {
  v1::RecordCounts records;
  records.set_accepted(counts.of(UnitCount::kAccepted));
  records.set_duplicate(counts.of(UnitCount::kDuplicate));
  records.set_lost_race(counts.of(UnitCount::kLostRace));
  records.set_stale(counts.of(UnitCount::kStale));
  records.set_foreign_prev(counts.of(UnitCount::kForeignPrev));
  records.set_quarantined(counts.of(UnitCount::kQuarantined));
  return records;
}

absl::Status AddUnit(const runtime::HostedUnit& unit, log::EventLog& log,
                     v1::UnitPositions& answer) {
  *answer.mutable_unit() = UnitOf(unit);
  answer.set_serving(unit.loop().serving());
  answer.set_owned(unit.owned());
  answer.set_awaited_settings(unit.loop().progress().awaited_settings());
  answer.set_settings_overdue(unit.settings_overdue());
  answer.set_awaits_word(unit.loop().progress().awaits_word());
  *answer.mutable_records() = CountsOf(unit.counts());
  const absl::Status halt = unit.loop().halt();
  if (!halt.ok()) answer.set_halted(std::string(Message(halt)));
  const auto positions = store::PositionsIn(*unit.store().View(), unit.store().spec());
  // The damage that halts a unit may be here as well, and is told already.
  if (!positions.ok()) return halt.ok() ? positions.status() : absl::OkStatus();
  AddPositions(unit, *positions, *answer.mutable_positions());
  for (v1::FoldedPosition& position : *answer.mutable_positions()) {
    DOCKET_ASSIGN_OR_RETURN(const log::Offset end,
                            runtime::AwaitEnd(log, {position.topic(), position.partition()}));
    position.set_end_offset(end);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ListPositionsResponse> ListPositions(
    const std::vector<runtime::HostedUnit*>& units, log::EventLog& log) {
  v1::ListPositionsResponse response;
  for (const runtime::HostedUnit* unit : units) {
    DOCKET_RETURN_IF_ERROR(AddUnit(*unit, log, *response.add_units()));
  }
  return response;
}

}  // namespace docket::ops
