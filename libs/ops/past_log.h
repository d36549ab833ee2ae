#pragma once

// A log as it stood when a store was written: it ends at the store's positions. Whoever folds it
// gets what the store should hold. Nothing that such a fold sends leaves it, for all of it was sent
// by the unit whose store it is; it is acknowledged at once.
//
//   PastLog past(log, positions);
//   PartitionLoop loop(spec, {past, past, scratch, mailbox});   // never assigned
//
// It keeps, for every group, the position of its end: so a loop that does not own its partition
// folds all of it. One thread.

#include <map>
#include <optional>
#include <string>

#include "libs/log/event_log.h"
#include "libs/log/positions.h"
#include "libs/store/projection_store.h"

namespace docket::ops {

class PastLog final : public log::EventLog, public log::Positions {
 public:
  // `log` outlives this. `ends` are positions by the names of inputs; a place that is not named has
  // no records.
  PastLog(log::EventLog& log, std::map<std::string, store::Position> ends)
      : log_(log), ends_(std::move(ends)) {}

  // The offset behind the last record of `place`.
  log::Offset EndOf(const log::TopicPartition& place) const;

  std::string log_id() const override { return log_.log_id(); }
  absl::StatusOr<int32_t> PartitionCount(std::string_view topic) const override {
    return log_.PartitionCount(topic);
  }
  log::AppendHandle Append(const log::TopicPartition& place,
                           std::vector<log::Record> records) override;
  std::optional<log::AppendResult> Poll(log::AppendHandle handle) override;
  log::ReadResult Read(const log::TopicPartition& place, log::Offset from,
                       const log::ReadLimits& limits) override;
  log::EndHandle QueryEnd(const log::TopicPartition& place, log::Offset known) override;
  std::optional<absl::StatusOr<log::Offset>> Poll(log::EndHandle handle) override;
  void SetWaker(const log::TopicPartition&, log::Waker*) override {}

  log::PositionHandle Store(const std::string& group, const log::TopicPartition& place,
                            log::Offset next) override;
  log::PositionHandle Query(const std::string& group, const log::TopicPartition& place) override;
  std::optional<absl::StatusOr<log::Offset>> Poll(log::PositionHandle handle) override;

 private:
  log::EventLog& log_;
  const std::map<std::string, store::Position> ends_;
  uint64_t handles_ = 0;
  std::map<log::AppendHandle, log::Written> appended_;
  std::map<log::EndHandle, log::Offset> asked_ends_;
  std::map<log::PositionHandle, log::Offset> positions_;
};

}  // namespace docket::ops
