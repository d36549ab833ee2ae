#include "libs/ops/judged_partition.h"

#include <cstring>
#include <string>
#include <utility>

#include "libs/eventing/residence.h"

namespace docket::ops {

using eventing::Commit;
using eventing::CommitHeader;
using eventing::Head;
using eventing::Readability;
using eventing::Verdict;

std::string JudgedPartition::Here() const {
  return "the record at " + ToText(place()) + " offset " + std::to_string(at_);
}

size_t JudgedPartition::HashOf::operator()(const Digest& digest) const {
  size_t hash = 0;
  std::memcpy(&hash, digest.bytes().data(), sizeof(hash));
  return hash;
}

absl::StatusOr<std::optional<JudgedRecord>> JudgedPartition::Next(log::Offset before) {
  DOCKET_RETURN_IF_ERROR(partitions_.status());
  at_ = reader_.next();
  DOCKET_ASSIGN_OR_RETURN(std::optional<eventing::ReadRecord> record, reader_.Next(before));
  if (!record.has_value()) return std::optional<JudgedRecord>();
  at_ = record->offset;
  const std::string& key = record->record.key;
  eventing::ReadCommitResult read = ReadCommit(kind_, key, std::move(record->record.value));
  JudgedRecord judged{.offset = record->offset, .commit = std::move(read.commit)};
  if (!LivesIn(kind_, key, place().partition, *partitions_)) {
    read.readability = Readability::kNoHeader;
  }
  switch (read.readability) {
    case Readability::kNoHeader:
      judged.not_commit = WhyNobodys(kind_, "commit", key, place().partition, *partitions_);
      return std::optional(std::move(judged));
    case Readability::kUnknownEvents:
      if (IsSkipped(judged.commit)) {
        judged.skipped = true;
        judged.commit = WithoutEvents(kind_, std::move(judged.commit));
        break;
      }
      return DataLoss(Here() + " has events that this release does not know: run a newer one");
    case Readability::kReadable: break;
  }
  DOCKET_ASSIGN_OR_RETURN(judged.verdict, JudgeAndFold(judged.commit));
  return std::optional(std::move(judged));
}

bool JudgedPartition::IsSkipped(const Commit& commit) const {
  return options_.settings != nullptr && options_.settings->Skips(place(), at_, commit.digest);
}

absl::StatusOr<Verdict> JudgedPartition::JudgeAndFold(const Commit& commit) {
  const CommitHeader& header = commit.header(kind_);
  Head& head = heads_[Digest::Of(header.aggregate_id())];
  const Verdict verdict = Judge(head, header.version(), header.prev(), commit.digest);
  if (verdict == Verdict::kGap) {
    return DataLoss(Here() + " makes version " + std::to_string(header.version()) +
                    " but versions before it are missing: the log lost something; restore it");
  }
  if (heads_.size() > options_.heads_max) {
    return ResourceExhausted(ToText(place()) + " holds more than " +
                             std::to_string(options_.heads_max) +
                             " aggregates, whose heads do not fit the memory that a stream may "
                             "take here: this release cannot tell of so many");
  }
  if (verdict == Verdict::kAccepted) head = eventing::HeadOf(header, commit.digest);
  return verdict;
}

}  // namespace docket::ops
