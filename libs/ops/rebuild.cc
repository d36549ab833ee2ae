#include "libs/ops/rebuild.h"

#include <chrono>
#include <map>
#include <string>
#include <thread>

#include "libs/runtime/log_check.h"

namespace docket::ops {
namespace {

// How often it is looked whether the unit has caught up.
constexpr std::chrono::milliseconds kLookEvery{20};

using Positions = std::map<std::string, store::Position>;

absl::StatusOr<Positions> PositionsOf(const runtime::HostedUnit& unit) {
  return store::PositionsIn(*unit.store().View(), unit.store().spec());
}

absl::StatusOr<uint64_t> RecordsIn(const eventing::UnitSpec& spec, log::EventLog& log) {
  uint64_t records = 0;
  for (const log::TopicPartition& place : spec.Inputs()) {
    DOCKET_ASSIGN_OR_RETURN(const log::Offset end, runtime::AwaitEnd(log, place));
    records += static_cast<uint64_t>(end);
  }
  return records;
}

uint64_t Folded(const eventing::UnitSpec& spec, const Positions& positions) {
  uint64_t folded = 0;
  for (const log::TopicPartition& place : spec.Inputs()) {
    const auto found = positions.find(ToText(place));
    if (found != positions.end()) folded += static_cast<uint64_t>(found->second.next);
  }
  return folded;
}

absl::Status CheckNotHalted(const runtime::HostedUnit& unit) {
  const absl::Status halt = unit.loop().halt();
  if (halt.ok()) return halt;
  return Annotate(FailedPrecondition(Message(halt)), "it is halted and cannot be rebuilt");
}

// Whether all is as it was: an owner serves, any other shows whole rows.
bool IsBack(const runtime::HostedUnit& unit) {
  const eventing::UnitProgress& progress = unit.loop().progress();
  return progress.owned() ? progress.serving() : progress.shown();
}

}  // namespace

absl::StatusOr<v1::UnitRebuilt> RebuildUnit(runtime::HostedUnit& unit, log::EventLog& log,
                                            const Report& report) {
  DOCKET_ASSIGN_OR_RETURN(const uint64_t records, RecordsIn(unit.spec(), log));
  const uint64_t rebuilds_before = unit.loop().rebuilds();
  unit.loop().Rebuild();
  Positions positions;
  // In this order: a unit that has begun is not back until it is done.
  while (unit.loop().rebuilds() == rebuilds_before || !IsBack(unit)) {
    DOCKET_RETURN_IF_ERROR(CheckNotHalted(unit));
    DOCKET_RETURN_IF_ERROR(unit.loop().hold());
    DOCKET_ASSIGN_OR_RETURN(positions, PositionsOf(unit));
    if (!report(Folded(unit.spec(), positions), records)) {
      return MakeStatus(absl::StatusCode::kCancelled, "nobody waits for the rebuild any more");
    }
    std::this_thread::sleep_for(kLookEvery);
  }
  DOCKET_ASSIGN_OR_RETURN(positions, PositionsOf(unit));
  v1::UnitRebuilt answer;
  *answer.mutable_unit() = UnitOf(unit);
  AddPositions(unit, positions, *answer.mutable_positions());
  return answer;
}

}  // namespace docket::ops
