#pragma once

// Reads one partition of a topic in order. Where an own append is known to stand exactly at the
// next offset it is taken from memory without being fetched; in every other case the log is asked.
// One thread.

#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "libs/eventing/commit.h"
#include "libs/log/event_log.h"

namespace docket::eventing {

// A record to be folded: fetched from the log, or one of our own commits.
struct ReadRecord {
  log::Offset offset = 0;
  // Of a fetched record; empty for an own commit.
  log::Record record;
  // The own commit, already parsed; null for a fetched record.
  std::shared_ptr<const Commit> own;
};

class TopicReader {
 public:
  static constexpr log::Offset kNoBound = std::numeric_limits<log::Offset>::max();

  // Starts at `next`. `log` outlives this.
  TopicReader(log::EventLog& log, log::TopicPartition place, log::Offset next);

  const log::TopicPartition& place() const { return place_; }
  // The offset behind the last record given, and behind a gap after it if nothing else follows.
  log::Offset next() const { return next_; }

  // Says that `commit` stands at `offset`.
  void Offer(log::Offset offset, std::shared_ptr<const Commit> commit);

  // The next record if it stands before `before`; none when there is no such now. A status other
  // than OK means that the log was cut, replaced or damaged: OUT_OF_RANGE or DATA_LOSS. Halt.
  absl::StatusOr<std::optional<ReadRecord>> Next(log::Offset before = kNoBound);

  // Gives back `record`, which was the last one given: it is the next one again.
  void PutBack(ReadRecord record);

  // Starts again at `next`; what was offered or fetched is forgotten.
  void Reset(log::Offset next);
  // Starts again at the first record that the topic still holds, which may lie behind 0.
  void ResetToFirst();

 private:
  absl::Status Fetch();
  absl::Status OnRangeError(const log::RangeError& range);
  std::optional<ReadRecord> TakeOffered();

  log::EventLog& log_;
  const log::TopicPartition place_;
  log::Offset next_;
  bool from_first_ = false;  // Nothing was read since ResetToFirst.
  std::deque<log::LogRecord> fetched_;
  std::map<log::Offset, std::shared_ptr<const Commit>> offered_;
};

}  // namespace docket::eventing
