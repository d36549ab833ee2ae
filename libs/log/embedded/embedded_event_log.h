#pragma once

// The event log of one process, in one directory: RocksDB with a write-ahead log that is synced for
// every batch. Its appender thread gathers what waits and syncs once for all of it.
//
//   auto log = EmbeddedEventLog::Open({.directory = "data/log",
//                                      .topics = {{"docket.ticket.events.v1", 4}},
//                                      .now = SystemInstant().wall});
//   std::unique_ptr<EmbeddedEventLog> of_unit_3 = (*log)->Share();
//
// Each unit takes an object of its own by Share: handles, wakers and the promise of order belong to
// an object, the records to all. Results that nobody collects are kept until their object goes, so
// a unit that is destroyed takes its object along and leaves nothing behind.
//
// Closing: an object's waker is not called any more once the object is gone. The last object to go
// writes what waits, ends the appender and closes the directory.
//
// Threads: any may call anything, on one object or several. A waker may be called inside a call.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/embedded/options.h"
#include "libs/log/event_log.h"
#include "libs/log/positions.h"

namespace docket::log {

struct Inbox;
namespace embedded {
class Partition;
class SharedLog;
}  // namespace embedded

class EmbeddedEventLog final : public EventLog, public Positions {
 public:
  using Options = EmbeddedOptions;

  // Opens the log in `options.directory` or makes a new one with a fresh id.
  // FAILED_PRECONDITION: the directory holds something else or a newer format, or a topic has
  // another number of partitions. DATA_LOSS: it is damaged beyond a torn last write. UNAVAILABLE:
  // it cannot be opened now, for instance because another process has it open.
  static absl::StatusOr<std::unique_ptr<EmbeddedEventLog>> Open(const Options& options);
  ~EmbeddedEventLog() override;

  // Another object over the same log.
  std::unique_ptr<EmbeddedEventLog> Share() const;

  // OK while the log works. After a failed write, its reason for good: what was being written is
  // unknown, every later append is refused, reads go on. The process should end and start again.
  absl::Status failed() const;

  std::string log_id() const override;
  absl::StatusOr<int32_t> PartitionCount(std::string_view topic) const override;
  AppendHandle Append(const TopicPartition& place, std::vector<Record> records) override;
  std::optional<AppendResult> Poll(AppendHandle handle) override;
  // May read the disk, unless the newest records are asked for.
  ReadResult Read(const TopicPartition& place, Offset from, const ReadLimits& limits) override;
  EndHandle QueryEnd(const TopicPartition& place, Offset known) override;
  std::optional<absl::StatusOr<Offset>> Poll(EndHandle handle) override;
  void SetWaker(const TopicPartition& place, Waker* waker) override;

  // Synced together with the appends of its batch. The waker of `place` tells of the answer.
  PositionHandle Store(const std::string& group, const TopicPartition& place, Offset next) override;
  PositionHandle Query(const std::string& group, const TopicPartition& place) override;
  std::optional<absl::StatusOr<Offset>> Poll(PositionHandle handle) override;

 private:
  explicit EmbeddedEventLog(std::shared_ptr<embedded::SharedLog> log);

  void Refuse(AppendHandle handle, embedded::Partition* partition, absl::Status status);

  const std::shared_ptr<embedded::SharedLog> log_;
  // Shared with what is being written, whose results may come when this is gone.
  const std::shared_ptr<Inbox> inbox_;
};

}  // namespace docket::log
