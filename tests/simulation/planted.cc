#include "tests/simulation/planted.h"

#include <iterator>

#include "libs/base/check.h"
#include "tests/simulation/court.h"

namespace docket::simulation {
namespace {

using Change = void (*)(CommitHeader& header, Stream& stream);

template <typename Commit>
std::string Changed(const Message& commit, Change change, Stream& stream) {
  Commit copy(static_cast<const Commit&>(commit));
  change(*copy.mutable_header(), stream);
  return BytesOf(copy);
}

log::Record RecordOf(const ReferencePartition& events, const Accepted& from, Change change,
                     Stream& stream) {
  std::string value = events.kind() == Kind::kUmbrella
                          ? Changed<toy::v1::UmbrellaCommit>(*from.commit, change, stream)
                          : Changed<toy::v1::BorrowerCommit>(*from.commit, change, stream);
  return {from.header.aggregate_id(), std::move(value), {{kPlantedHeader, ""}}};
}

const Versions* DrawVersions(const ReferencePartition& events, Stream& stream) {
  const auto& aggregates = events.aggregates();
  const uint64_t drawn = stream.Below(1'000);
  if (aggregates.empty()) return nullptr;
  return &std::next(aggregates.begin(), static_cast<std::ptrdiff_t>(drawn % aggregates.size()))
              ->second;
}

std::string DrawBytes(Stream& stream) {
  std::string bytes;
  while (bytes.size() < Digest::kSize) bytes += static_cast<char>(stream.Below(256));
  return bytes;
}

void BuildOnAnother(CommitHeader& header, Stream& stream) {
  header.set_version(header.version() + 1);
  header.set_prev(DrawBytes(stream));
  header.set_command_id(DrawBytes(stream));
}

void Lose(CommitHeader& header, Stream& stream) { header.set_command_id(DrawBytes(stream)); }

void Repeat(CommitHeader&, Stream&) {}

void LeaveOut(CommitHeader& header, Stream& stream) {
  BuildOnAnother(header, stream);
  header.set_version(header.version() + 1);
}

}  // namespace

std::optional<log::Record> PlantIgnored(const ReferencePartition& events, Stream& stream) {
  const Versions* versions = DrawVersions(events, stream);
  const uint64_t how = stream.Below(4);
  const uint64_t drawn = stream.Below(1'000);
  if (versions == nullptr) return std::nullopt;
  const Accepted& some = (*versions)[drawn % versions->size()];
  switch (how) {
    case 0: return RecordOf(events, some, Repeat, stream);
    case 1: return RecordOf(events, some, Lose, stream);
    default: return RecordOf(events, versions->back(), BuildOnAnother, stream);
  }
}

std::optional<log::Record> PlantUnreadable(const ReferencePartition& events, Stream& stream) {
  const Versions* versions = DrawVersions(events, stream);
  const Versions* others = DrawVersions(events, stream);
  const uint64_t how = stream.Below(3);
  std::string value = DrawBytes(stream);
  if (versions == nullptr) return std::nullopt;
  if (how == 0) value.clear();
  if (how == 1 && others != versions) value = others->back().bytes;
  return log::Record{
      versions->back().header.aggregate_id(), std::move(value), {{kPlantedHeader, ""}}};
}

std::optional<log::Record> PlantUnreadableCommand(const ReferencePartition& events,
                                                  Stream& stream) {
  const Versions* versions = DrawVersions(events, stream);
  const bool empty = stream.OneIn(2);
  std::string value = DrawBytes(stream);
  if (versions == nullptr) return std::nullopt;
  if (empty) value.clear();
  return log::Record{
      versions->back().header.aggregate_id(), std::move(value), {{kPlantedHeader, ""}}};
}

std::optional<log::Record> PlantGap(const ReferencePartition& events, Stream& stream) {
  const Versions* versions = DrawVersions(events, stream);
  if (versions == nullptr) return std::nullopt;
  return RecordOf(events, versions->back(), LeaveOut, stream);
}

}  // namespace docket::simulation
