#include "libs/ops/rebuild.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <variant>

#include "libs/runtime/log_check.h"

namespace docket::ops {
namespace {

// How often it is looked whether the unit has caught up.
constexpr std::chrono::milliseconds kLookEvery{20};
constexpr log::ReadLimits kReadAtOnce{.records_max = 512, .bytes_max = 1 << 20};

using Positions = std::map<std::string, store::Position>;

absl::StatusOr<Positions> PositionsOf(const runtime::HostedUnit& unit) {
  return store::PositionsIn(*unit.store().View(), unit.store().spec());
}

// The ends of the inputs of a unit as they were asked for.
using Ends = std::map<log::TopicPartition, log::Offset>;

absl::StatusOr<Ends> EndsOf(const eventing::UnitSpec& spec, log::EventLog& log) {
  Ends ends;
  for (const log::TopicPartition& place : spec.Inputs()) {
    DOCKET_ASSIGN_OR_RETURN(ends[place], runtime::AwaitEnd(log, place));
  }
  return ends;
}

uint64_t RecordsIn(const Ends& ends) {
  uint64_t records = 0;
  for (const auto& [place, end] : ends) records += static_cast<uint64_t>(end);
  return records;
}

absl::Status Ended() {
  return MakeStatus(absl::StatusCode::kCancelled, "nobody waits for the rebuild any more");
}

// The offset behind what the log gives at `next` of `place`, which ends at `end`.
absl::StatusOr<log::Offset> ReadPast(log::EventLog& log, const log::TopicPartition& place,
                                     log::Offset next, log::Offset end) {
  DOCKET_ASSIGN_OR_RETURN(const log::ReadResult read,
                          runtime::AwaitRead(log, place, next, kReadAtOnce, end));
  if (const auto* damaged = std::get_if<log::ReadDamaged>(&read)) return damaged->status;
  if (const auto* range = std::get_if<log::RangeError>(&read)) {
    return DataLoss("the log of " + ToText(place) + " holds offsets " +
                    std::to_string(range->begin) + " to " + std::to_string(range->end) +
                    " and not " + std::to_string(next) +
                    ": it was cut or replaced; put a whole copy of it in its place");
  }
  const auto* records = std::get_if<log::Records>(&read);
  return records == nullptr ? std::max(next, std::get<log::CaughtUp>(read).next)
                            : records->records.back().offset + 1;
}

// Reads all that is to be folded. What was folded long ago nobody reads but a fold from the
// beginning, so damage to it shows only there; and of rows that are gone the log is the only copy.
absl::Status ReadThrough(log::EventLog& log, const Ends& ends, const Report& report) {
  uint64_t read_before = 0;
  for (const auto& [place, end] : ends) {
    for (log::Offset next = 0; next < end;) {
      if (!report(read_before + static_cast<uint64_t>(next), 2 * RecordsIn(ends))) return Ended();
      DOCKET_ASSIGN_OR_RETURN(next, ReadPast(log, place, next, end));
    }
    read_before += static_cast<uint64_t>(end);
  }
  return absl::OkStatus();
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
  DOCKET_RETURN_IF_ERROR(CheckNotHalted(unit));
  DOCKET_ASSIGN_OR_RETURN(const Ends ends, EndsOf(unit.spec(), log));
  DOCKET_RETURN_IF_ERROR(Annotate(ReadThrough(log, ends, report),
                                  "it was not rebuilt and keeps the rows that it has, for not all "
                                  "of its log was read"));
  // Each record is passed twice: read, then folded.
  const uint64_t records = RecordsIn(ends);
  const uint64_t rebuilds_before = unit.loop().rebuilds();
  unit.loop().Rebuild();
  Positions positions;
  const auto has_begun = [&] { return unit.loop().rebuilds() != rebuilds_before; };
  // In this order: a unit that has begun is not back until it is done.
  while (!has_begun() || !IsBack(unit)) {
    DOCKET_RETURN_IF_ERROR(CheckNotHalted(unit));
    DOCKET_RETURN_IF_ERROR(unit.loop().hold());
    const bool cleared = has_begun();
    DOCKET_ASSIGN_OR_RETURN(positions, PositionsOf(unit));
    const uint64_t folded = cleared ? Folded(unit.spec(), positions) : 0;
    if (!report(records + folded, 2 * records)) return Ended();
    std::this_thread::sleep_for(kLookEvery);
  }
  DOCKET_ASSIGN_OR_RETURN(positions, PositionsOf(unit));
  v1::UnitRebuilt answer;
  *answer.mutable_unit() = UnitOf(unit);
  AddPositions(unit, positions, *answer.mutable_positions());
  return answer;
}

}  // namespace docket::ops
