#pragma once

// The one log behind all EmbeddedEventLog objects of a process: its database, its partitions and
// the appender, the thread that gathers what waits and syncs once for all of it.
//
// A write that fails is never tried again: what was in it is Unknown, what waits and what comes is
// refused, reads go on. Only opening the directory anew shows what is really there.
//
// Closing: the appender writes what waits and ends, then the database closes. Nobody may call in by
// then, which holds because every EmbeddedEventLog keeps its SharedLog alive.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/embedded/acknowledged.h"
#include "libs/log/embedded/catalog.h"
#include "libs/log/embedded/database.h"
#include "libs/log/embedded/directory.h"
#include "libs/log/embedded/options.h"
#include "libs/log/embedded/partition.h"
#include "libs/log/embedded/write_queue.h"

namespace docket::log::embedded {

class SharedLog {
 public:
  static absl::StatusOr<std::shared_ptr<SharedLog>> Open(const EmbeddedOptions& options);
  ~SharedLog();
  SharedLog(const SharedLog&) = delete;
  SharedLog& operator=(const SharedLog&) = delete;

  const std::string& id() const { return catalog_.log_id; }
  absl::StatusOr<int32_t> PartitionCount(std::string_view topic) const;

  // The partition at `place`, null if there is none. Valid as long as this.
  Partition* Find(const TopicPartition& place);
  std::map<TopicPartition, Partition>& partitions() { return partitions_; }

  // As WriteQueue::Push.
  absl::Status Push(PendingWrite write) { return queue_.Push(std::move(write)); }
  absl::Status stopped() const { return queue_.stopped(); }

  // As EventLog::Read.
  ReadResult Read(const Partition& partition, Offset from, const ReadLimits& limits) const;

  // What is stored for `group`, or Positions::kNone.
  absl::StatusOr<Offset> ReadPosition(const Partition& partition, const std::string& group) const;

 private:
  SharedLog(LogDirectory directory, Catalog catalog, const EmbeddedOptions& options);

  absl::Status AddPartitions(size_t tail_bytes_max);
  ReadResult ReadDatabase(const Partition& partition, Offset from, Offset end,
                          const ReadLimits& limits) const;
  void RunAppender();
  void WriteBatch(std::vector<PendingWrite> writes);

  const std::unique_ptr<Database> database_;
  const Catalog catalog_;
  std::map<TopicPartition, Partition> partitions_;
  AcknowledgedCount acknowledged_;  // Of the appender, once it runs.
  uint64_t records_ = 0;            // In the database. Of the appender likewise.
  WriteQueue queue_;
  std::thread appender_;
};

}  // namespace docket::log::embedded
