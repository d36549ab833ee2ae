#include "tests/simulation/damage.h"

#include <algorithm>
#include <vector>

#include "tests/simulation/planted.h"

namespace docket::simulation {
namespace {

// A unit that has nothing to do is stepped once a second.
constexpr std::chrono::seconds kNoticed{5};

}  // namespace

std::optional<Damage::Kind> Damage::Draw(Stream& stream) {
  switch (stream.Below(8)) {
    case 0: return Kind::kGap;
    case 1: return Kind::kCutEnd;
    case 2: return Kind::kCutBegin;
    case 3: return Kind::kLostRecord;
    default: return std::nullopt;
  }
}

bool Damage::Run(Kind kind) {
  unit_ = stream_.Pick(world_.unit_keys());
  if (Reference().records().empty()) return true;
  switch (kind) {
    case Kind::kGap: return RunGap();
    case Kind::kCutEnd: return RunCutEnd();
    case Kind::kCutBegin: return RunCutBegin();
    case Kind::kLostRecord: return RunLostRecord();
  }
  return true;
}

// The owner reads it; the others read no further than the owner has.
bool Damage::RunGap() {
  std::optional<log::Record> record = PlantGap(Reference(), stream_);
  if (!record.has_value()) return true;
  if (canary_) record->headers.clear();
  world_.court().ExpectHalts(unit_.first, unit_.second);
  const log::Offset gap = world_.log().Land(Events(), *record);
  if (!world_.RunFor(kNoticed)) return false;
  world_.marks().Add("halted at a gap");
  return MustHalt(*world_.OwnerOf(unit_), gap);
}

// Every unit has folded to the end by now, so all of them stand behind it. The owner reads there;
// the others ask for nothing before the owner has read more.
bool Damage::RunCutEnd() {
  const std::vector<Judged>& records = Reference().records();
  const uint64_t lost = std::min<uint64_t>(records.size(), 1 + stream_.Below(4));
  world_.court().ExpectHalts(unit_.first, unit_.second);
  world_.log().Cut(Events(), 0, records[records.size() - lost].offset);
  if (!world_.RunFor(kNoticed)) return false;
  world_.marks().Add("halted at a cut end");
  return MustHalt(*world_.OwnerOf(unit_), records.back().offset + 1);
}

bool Damage::RunCutBegin() {
  const std::vector<Judged>& records = Reference().records();
  const log::Offset begin = records[stream_.Below(records.size())].offset + 1;
  world_.log().Cut(Events(), begin, world_.log().End(Events()));
  return MustHaltFresh(0, "halted at a cut begin");
}

bool Damage::RunLostRecord() {
  std::vector<const Accepted*> inner;
  std::vector<log::Offset> next;
  for (const auto& [id, versions] : Reference().aggregates()) {
    for (size_t i = 0; i + 1 < versions.size(); ++i) {
      inner.push_back(&versions[i]);
      next.push_back(versions[i + 1].offset);
    }
  }
  if (inner.empty()) return true;
  const uint64_t lost = stream_.Below(inner.size());
  // A copy or a loser of its version would stand for it.
  const CommitHeader& header = inner[lost]->header;
  const auto claimants = std::ranges::count_if(Reference().records(), [&](const Judged& record) {
    return record.aggregate_id == header.aggregate_id() &&
           record.header.version() == header.version();
  });
  if (claimants > 1) return true;
  world_.log().Lose(Events(), inner[lost]->offset);
  return MustHaltFresh(next[lost], "halted at a lost record");
}

bool Damage::MustHaltFresh(log::Offset end, std::string_view mark) {
  world_.court().ExpectHalts(unit_.first, unit_.second);
  Process& fresh = world_.AddProcess();
  fresh.Start();
  if (!world_.RunFor(kNoticed)) return false;
  world_.marks().Add(mark);
  return MustHalt(fresh, end);
}

bool Damage::MustHalt(Process& process, log::Offset end) {
  Unit& unit = process.units().at(unit_);
  const std::unique_ptr<store::ReadView> view = unit.View();
  const UnitRows rows(unit.name(), *view, unit.tables());
  if (!unit.loop().halt().ok() && rows.Next(Events().topic) <= end) return true;
  world_.court().Report({"O3", ToText(unit.name()) +
                                   " goes on where its log has lost something before offset " +
                                   std::to_string(end)});
  return false;
}

log::TopicPartition Damage::Events() const {
  return {TopicOf(unit_.first, "events"), unit_.second};
}

const ReferencePartition& Damage::Reference() const {
  return world_.court().reference().At(unit_.first, unit_.second);
}

}  // namespace docket::simulation
