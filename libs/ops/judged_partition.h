#pragma once

// Reads one partition of commits from its beginning and judges each as every reader does
// (acceptance.h), with the heads of its aggregates in memory. For readers that have no store:
//
//   JudgedPartition partition(kind, log, place);
//   DOCKET_ASSIGN_OR_RETURN(std::optional<JudgedRecord> record, partition.Next());
//
// A verdict depends on all commits before, and a store does not tell at which offset it accepted
// one, so who wants to know of a later part reads from the beginning too: about 2 us and, at the
// end, 90 bytes for each aggregate. Both are bounded by heads_max. One thread.

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "libs/eventing/acceptance.h"
#include "libs/eventing/commit.h"
#include "libs/eventing/folded_settings.h"
#include "libs/eventing/topic_reader.h"

namespace docket::ops {

// A record that could be read on from.
struct JudgedRecord {
  log::Offset offset = 0;
  // Empty of a commit; else why it is nobody's, and ignored by all.
  std::string not_commit{};
  // Of a commit.
  eventing::Verdict verdict = eventing::Verdict::kAccepted;
  // Of a commit whose events are passed over.
  bool skipped = false;
  eventing::Commit commit;
};

// How a partition is read.
struct JudgedOptions {
  // Aggregates of one partition whose heads are held, about 360 MB.
  static constexpr size_t kHeadsMax = 4'000'000;

  size_t heads_max = kHeadsMax;
  // By which commits are skipped; null for none. Outlives the reader.
  const eventing::FoldedSettings* settings = nullptr;
};

class JudgedPartition {
 public:
  // `kind` and `log` outlive this.
  JudgedPartition(const eventing::AggregateKind& kind, log::EventLog& log,
                  log::TopicPartition place, const JudgedOptions& options = {})
      : kind_(kind),
        options_(options),
        partitions_(log.PartitionCount(place.topic)),
        reader_(log, std::move(place), 0) {}

  const eventing::AggregateKind& kind() const { return kind_; }
  const log::TopicPartition& place() const { return reader_.place(); }
  // Behind the last record given.
  log::Offset next() const { return reader_.next(); }

  // Where the last call of Next found a record or a fault.
  log::Offset at() const { return at_; }

  // The next record if one stands before `before` now. DATA_LOSS: nothing from at() on can be read
  // or judged: the log is damaged, has lost a version, or is of a newer release. OUT_OF_RANGE: it
  // was cut. RESOURCE_EXHAUSTED: too many aggregates. After any of them nothing more comes.
  absl::StatusOr<std::optional<JudgedRecord>> Next(
      log::Offset before = eventing::TopicReader::kNoBound);

 private:
  struct HashOf {
    size_t operator()(const Digest& digest) const;
  };

  bool IsSkipped(const eventing::Commit& commit) const;
  absl::StatusOr<eventing::Verdict> JudgeAndFold(const eventing::Commit& commit);
  std::string Here() const;

  const eventing::AggregateKind& kind_;
  const JudgedOptions options_;
  const absl::StatusOr<int32_t> partitions_;  // Of its topic.
  eventing::TopicReader reader_;
  log::Offset at_ = 0;
  std::unordered_map<Digest, eventing::Head, HashOf> heads_;  // By the digest of the id.
};

}  // namespace docket::ops
