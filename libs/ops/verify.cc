#include "libs/ops/verify.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "libs/base/time.h"
#include "libs/eventing/partition_loop.h"
#include "libs/ops/past_log.h"
#include "libs/ops/projection_digest.h"
#include "libs/ops/row_difference.h"
#include "libs/runtime/log_check.h"

namespace docket::ops {
namespace {

using Positions = std::map<std::string, store::Position>;

absl::Status Ended() {
  return MakeStatus(absl::StatusCode::kCancelled, "the verification was ended");
}

// What is wrong with positions that are not of the log.
absl::Status CheckPositions(const runtime::HostedUnit& unit, const Positions& positions,
                            log::EventLog& log, v1::UnitVerdict& verdict) {
  for (const log::TopicPartition& place : unit.spec().Topics()) {
    const auto position = positions.find(ToText(place));
    if (position == positions.end()) continue;
    const absl::Status checked = runtime::CheckAgainstLog(log, place, position->second);
    if (checked.code() == absl::StatusCode::kFailedPrecondition) {
      verdict.add_foreign_positions(std::string(Message(checked)));
    } else {
      DOCKET_RETURN_IF_ERROR(checked);
    }
  }
  return absl::OkStatus();
}

// A fold of the past into a scratch store.
class FreshFold {
 public:
  FreshFold(const runtime::HostedUnit& unit, log::EventLog& log, const Positions& positions,
            store::ProjectionStore& scratch)
      : inputs_(unit.spec().Inputs()),
        scratch_(scratch),
        log_(log, positions),
        loop_(unit.spec(), {log_, log_, scratch, mailbox_, unit.settings()}) {}

  // Folds to the end; the number of offsets passed.
  absl::StatusOr<uint64_t> Run(const Report& report) {
    const uint64_t total = Total();
    while (Done() < total || !scratch_.window_empty()) {
      if (!report(Done(), total)) return Ended();
      const eventing::Turn turn = loop_.Step(SystemInstant());
      DOCKET_RETURN_IF_ERROR(loop_.halt());
      // A log that has to fetch wakes nobody here.
      if (!turn.worked) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return total;
  }

 private:
  uint64_t Total() const {
    uint64_t total = 0;
    for (const auto& place : inputs_) total += static_cast<uint64_t>(log_.EndOf(place));
    return total;
  }
  uint64_t Done() const {
    uint64_t done = 0;
    for (const auto& place : inputs_) {
      done += static_cast<uint64_t>(scratch_.position(ToText(place)).next);
    }
    return done;
  }

  const std::vector<log::TopicPartition> inputs_;
  store::ProjectionStore& scratch_;
  PastLog log_;
  eventing::Mailbox mailbox_{1};
  eventing::PartitionLoop loop_;
};

absl::Status Compare(const store::ReadView& live, const store::ReadView& fresh,
                     const store::StoreSpec& spec, const Report& report, v1::UnitVerdict& verdict) {
  DOCKET_ASSIGN_OR_RETURN(const TableSums live_sums, SumTables(live, spec, report));
  DOCKET_ASSIGN_OR_RETURN(const TableSums fresh_sums, SumTables(fresh, spec, report));
  for (store::TableIndex table = 0; table < spec.tables.size(); ++table) {
    if (live_sums[table] == fresh_sums[table]) continue;
    v1::TableDifference& difference = *verdict.add_differences();
    difference.set_table(spec.tables[table].name);
    *difference.mutable_live() = TableDigestOf(spec.tables[table], live_sums[table]);
    *difference.mutable_fresh() = TableDigestOf(spec.tables[table], fresh_sums[table]);
    DOCKET_ASSIGN_OR_RETURN(const std::optional<RowDifference> row,
                            FirstDifference(live, fresh, table, [&] { return report(0, 0); }));
    if (!row.has_value()) continue;
    difference.set_first_key(row->key);
    difference.set_in_live(row->in_left);
    difference.set_in_fresh(row->in_right);
  }
  return absl::OkStatus();
}

// Adds to `verdict` how `unit` compares.
absl::Status FoldAndCompare(const runtime::HostedUnit& unit, log::EventLog& log,
                            const Report& report, v1::UnitVerdict& verdict) {
  const std::unique_ptr<store::ReadView> live = unit.store().View();
  const store::StoreSpec& spec = unit.store().spec();
  DOCKET_ASSIGN_OR_RETURN(const Positions positions, store::PositionsIn(*live, spec));
  AddPositions(unit, positions, *verdict.mutable_positions());
  DOCKET_RETURN_IF_ERROR(CheckPositions(unit, positions, log, verdict));
  if (verdict.foreign_positions_size() > 0) return absl::OkStatus();
  DOCKET_ASSIGN_OR_RETURN(const std::unique_ptr<runtime::ScratchStore> scratch, unit.MakeScratch());
  {
    FreshFold fold(unit, log, positions, scratch->store());
    DOCKET_ASSIGN_OR_RETURN(const uint64_t records, fold.Run(report));
    verdict.set_records(records);
  }
  const std::unique_ptr<store::ReadView> fresh = scratch->store().View();
  return Compare(*live, *fresh, spec, report, verdict);
}

// Whether `status` tells of the log or the store, and not of this attempt.
bool IsDamage(const absl::Status& status) {
  return status.code() == absl::StatusCode::kDataLoss ||
         status.code() == absl::StatusCode::kOutOfRange;
}

}  // namespace

absl::StatusOr<v1::UnitVerdict> VerifyUnit(const runtime::HostedUnit& unit, log::EventLog& log,
                                           const Report& report) {
  v1::UnitVerdict verdict;
  *verdict.mutable_unit() = UnitOf(unit);
  const absl::Status halt = unit.loop().halt();
  if (!halt.ok()) {
    verdict.add_faults("halted, so nothing behind that place was compared: " +
                       std::string(Message(halt)));
  }
  const absl::Status compared = FoldAndCompare(unit, log, report, verdict);
  if (IsDamage(compared)) {
    verdict.add_faults("cannot be compared: " + std::string(Message(compared)));
  } else {
    DOCKET_RETURN_IF_ERROR(compared);
  }
  return verdict;
}

std::string FoundWrong(const v1::UnitVerdict& verdict) {
  std::string found;
  const auto add = [&found](const std::string& what) {
    found += (found.empty() ? "" : "; ") + what;
  };
  for (const std::string& fault : verdict.faults()) add(fault);
  for (const std::string& foreign : verdict.foreign_positions()) add(foreign);
  for (const v1::TableDifference& difference : verdict.differences()) {
    add("the table " + difference.table() + " is not what the log says");
  }
  return found;
}

}  // namespace docket::ops
