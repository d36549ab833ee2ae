// What a partition loop takes from its topics: events to be folded, commands to be decided, and
// what is neither.

#include <utility>

#include "libs/eventing/partition_loop.h"
#include "libs/eventing/quarantine.h"
#include "libs/eventing/residence.h"

namespace docket::eventing {

absl::Status PartitionLoop::FoldInputs() {
  behind_ = false;
  awaits_settings_ = false;
  for (size_t i = 0; i < inputs_.size(); ++i) DOCKET_RETURN_IF_ERROR(Fold(i));
  if (!awaits_settings_) progress_.SetAwaitedSettings(0);
  return absl::OkStatus();
}

absl::Status PartitionLoop::Fold(size_t index) {
  TopicReader& events = inputs_[index].events;
  size_t records = 0;
  const log::Offset before = ownership_.MayFoldBefore(index);
  const size_t records_max = spec_.bounds.records_per_step_max;
  for (; records < records_max; ++records) {
    DOCKET_ASSIGN_OR_RETURN(std::optional<ReadRecord> record, events.Next(before));
    if (!record.has_value()) break;
    DOCKET_ASSIGN_OR_RETURN(const bool folded, FoldRecord(index, *std::move(record)));
    if (!folded) break;
  }
  if (records == records_max) behind_ = true;
  if (records > 0) worked_ = true;
  return absl::OkStatus();
}

// A commit of our own names what we had folded.
absl::StatusOr<bool> PartitionLoop::FoldRecord(size_t index, ReadRecord record) {
  if (record.own != nullptr) {
    ++fold_counters_.from_memory;
    DOCKET_RETURN_IF_ERROR(FoldCommit(index, record.offset, *record.own));
    return true;
  }
  const AggregateKind& kind = fold_.kind(index);
  ReadCommitResult read = ReadCommit(kind, record.record.key, std::move(record.record.value));
  const Input& input = inputs_[index];
  if (!LivesIn(kind, record.record.key, input.events.place().partition, input.partitions)) {
    read.readability = Readability::kNoHeader;
  }
  switch (read.readability) {
    case Readability::kReadable:
      if (AwaitsSettings(read.commit.header(kind))) {
        record.record.value = std::move(read.commit.bytes);
        inputs_[index].events.PutBack(std::move(record));
        return false;
      }
      DOCKET_RETURN_IF_ERROR(FoldCommit(index, record.offset, read.commit));
      return true;
    case Readability::kNoHeader: break;
    case Readability::kUnknownEvents: return FoldSkipped(index, std::move(record), std::move(read));
  }
  record.record.value = std::move(read.commit.bytes);
  DOCKET_RETURN_IF_ERROR(PassOver(index, record.offset, record.record));
  return true;
}

// A newer release may read it, so it is passed only by a skip. One that is there already counts, so
// before the unit halts its settings reach the end that they had when it met the record.
absl::StatusOr<bool> PartitionLoop::FoldSkipped(size_t index, ReadRecord record,
                                                ReadCommitResult read) {
  const Input& input = inputs_[index];
  const log::TopicPartition& place = input.events.place();
  if (settings_ != nullptr && settings_->Skips(place, record.offset, read.commit.digest)) {
    ++fold_counters_.skipped;
    DOCKET_RETURN_IF_ERROR(
        FoldCommit(index, record.offset, WithoutEvents(fold_.kind(index), std::move(read.commit))));
    return true;
  }
  if (settings_ != nullptr && !MaySayWhatIsSkipped()) {
    awaits_settings_ = true;
    record.record.value = std::move(read.commit.bytes);
    inputs_[index].events.PutBack(std::move(record));
    return false;
  }
  return DataLoss("the record at " + input.name + " offset " + std::to_string(record.offset) +
                  " has events that this release does not know: run a newer one; if none reads it, "
                  "publish a skip of its digest " +
                  Hex(read.commit.digest.bytes()));
}

bool PartitionLoop::MaySayWhatIsSkipped() {
  if (!skips_query_.has_value()) {
    skips_query_.emplace(log_, FoldedSettings::Place());
    skips_query_->Ask();
  }
  if (const std::optional<log::Offset> end = skips_query_->Take()) skips_end_ = end;
  return skips_end_.has_value() && settings_->reached() >= *skips_end_;
}

// Whoever decided it had folded more settings than we have: what they say may be in what it says.
bool PartitionLoop::AwaitsSettings(const CommitHeader& header) {
  if (settings_ == nullptr || header.settings() <= settings_->number()) return false;
  awaits_settings_ = true;
  progress_.SetAwaitedSettings(header.settings());
  ++fold_counters_.settings_awaited;
  return true;
}

absl::Status PartitionLoop::PassOver(size_t index, log::Offset offset, const log::Record& record) {
  const Input& input = inputs_[index];
  store_.SetPosition(input.name, {offset + 1, offset, Digest::Of(record.value),
                                  store_.position(input.name).accepted});
  if (!ownership_.MaySend(index, offset)) return absl::OkStatus();
  const log::TopicPartition& place = input.events.place();
  return Quarantine(
      place, offset, record,
      WhyNobodys(fold_.kind(index), "commit", record.key, place.partition, input.partitions));
}

absl::Status PartitionLoop::FoldCommit(size_t index, log::Offset offset, const Commit& commit) {
  const Input& input = inputs_[index];
  const bool react = index == 0 && spec_.reacts && ownership_.MaySend(index, offset);
  const uint64_t accepted = store_.position(input.name).accepted;
  DOCKET_ASSIGN_OR_RETURN(
      const FoldedCommit folded,
      fold_.Fold(index, commit, {input.events.place(), offset, react, accepted + 1}));
  fold_counters_.Count(folded.verdict);
  const CommitHeader& header = commit.header(fold_.kind(index));
  if (folded.verdict == Verdict::kGap) {
    return DataLoss("the record at " + input.name + " offset " + std::to_string(offset) +
                    " makes version " + std::to_string(header.version()) + " of " +
                    header.aggregate_id() +
                    " but versions before it are missing: the log lost something; restore it");
  }
  store_.SetPosition(input.name, {offset + 1, offset, commit.digest,
                                  accepted + (folded.verdict == Verdict::kAccepted ? 1 : 0)});
  if (folded.row != nullptr) commands_[index].loop.OnFolded(header.aggregate_id(), *folded.row);
  return absl::OkStatus();
}

// The copy is acknowledged before the window, and with it the position, is written.
absl::Status PartitionLoop::Quarantine(const log::TopicPartition& place, log::Offset offset,
                                       const log::Record& record, std::string_view reason) {
  DOCKET_ASSIGN_OR_RETURN(const log::TopicPartition target, QuarantinePlace(log_, spec_.partition));
  fold_.reactions().Add(target, QuarantineCopy(place, offset, record, reason));
  ++fold_counters_.quarantined;
  return absl::OkStatus();
}

absl::Status PartitionLoop::TakeTopicCommands(size_t kind) {
  Commands& commands = commands_[kind];
  // What a sealed window waits for must not grow by what is read meanwhile.
  if (commands.partitions == 0 || sealed_) return absl::OkStatus();
  for (size_t taken = 0; taken < kCallsPerStep && commands.loop.has_room(); ++taken) {
    DOCKET_ASSIGN_OR_RETURN(std::optional<ReadRecord> record, commands.topic.Next());
    if (!record.has_value()) break;
    DOCKET_RETURN_IF_ERROR(AdmitTopicCommand(kind, *std::move(record)));
    worked_ = true;
  }
  return absl::OkStatus();
}

absl::Status PartitionLoop::AdmitTopicCommand(size_t kind, ReadRecord record) {
  Commands& commands = commands_[kind];
  const std::string& key = record.record.key;
  std::optional<Command> command = ReadCommand(fold_.kind(kind), key, record.record.value);
  if (!command.has_value() ||
      !LivesIn(fold_.kind(kind), key, spec_.partition, commands.partitions)) {
    return Quarantine(
        commands.topic.place(), record.offset, record.record,
        WhyNobodys(fold_.kind(kind), "command", key, spec_.partition, commands.partitions));
  }
  command->kind = kind;
  command->offset = record.offset;
  command->record = std::make_shared<const log::Record>(std::move(record.record));
  commands.loop.Admit(*std::move(command));
  return absl::OkStatus();
}

absl::Status PartitionLoop::QuarantineRefused(Commands& commands) {
  for (const RefusedCommand& refused : commands.loop.TakeRefused()) {
    DOCKET_RETURN_IF_ERROR(
        Quarantine(commands.topic.place(), refused.offset, *refused.record, refused.reason));
  }
  return absl::OkStatus();
}

}  // namespace docket::eventing
