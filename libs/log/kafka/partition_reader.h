#pragma once

// Reads one partition for one object, from wherever it is asked. Records stream into a queue of the
// partition's own; a read elsewhere than where the last one ended assigns the partition anew, which
// takes a fetch or two. Records that the asker has meanwhile folded from memory are dropped.
//
// Threads: Read and Close by one at a time.

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "libs/base/status.h"
#include "libs/log/event_log.h"
#include "libs/log/kafka/ends.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/readers.h"

namespace docket::log::kafka {

class PartitionReader : public std::enable_shared_from_this<PartitionReader> {
 public:
  // `readers` and `ends` outlive this. That the log ends before where it is read is doubted for
  // `doubt`. `wake` is called from any thread when Read may have more to
  // say.
  PartitionReader(Readers& readers, Ends& ends, std::chrono::milliseconds doubt,
                  TopicPartition place, std::function<void()> wake);

  // As EventLog::Read.
  ReadResult Read(Offset from, const ReadLimits& limits);

  // Gives back what it holds; nothing may be asked any more. It goes once that is done.
  void Close();

 private:
  enum class State {
    kIdle,
    kMoving,      // To target_.
    kReading,     // Records at or after next_ come by queue_.
    kAsking,      // Where the log begins and ends, for target_ is not in it.
    kOutOfRange,  // range_ says what to tell who asks for target_.
    kClosed,      // For good.
  };

  ReadResult MoveTo(Offset target);
  ReadResult Take(Offset from, const ReadLimits& limits);
  // What to tell of an error that the queue gave where a record was to come.
  ReadResult OnError(const rd_kafka_message_t& message, Offset from);
  // Tells, once for each kind, of an error that the client tries to come over by itself.
  void TellOf(const rd_kafka_message_t& message);
  void Move();
  absl::Status Assign(Offset from);
  void Unassign();
  // Whether it is to be tried again, for a broker that leads no more may have said so.
  bool Doubts(const Range& range);
  void OnRange(const absl::StatusOr<Range>& range);
  static void OnQueue(rd_kafka_t* client, void* reader);

  Readers& readers_;
  Ends& ends_;
  const std::chrono::milliseconds doubt_;
  const TopicPartition place_;
  const std::function<void()> wake_;

  std::mutex mutex_;
  State state_ = State::kIdle;
  Offset target_ = 0;
  Offset next_ = 0;
  Offset seen_end_ = 0;     // Everything before it was in the queue once.
  Offset damaged_at_ = -1;  // Where a bad checksum was met once.
  rd_kafka_resp_err_t told_of_ = RD_KAFKA_RESP_ERR_NO_ERROR;  // The error since the last record.
  Fetched held_;  // Taken from the queue, but too much for the last read.
  Range range_;
  // Since when the log was said to end before target_.
  std::optional<std::chrono::steady_clock::time_point> doubted_since_;
  Queue queue_;                   // Of the jobs while kMoving, else under the lock.
  rd_kafka_t* client_ = nullptr;  // Of the jobs alone.
  bool told_ = false;             // Of what keeps the move from being made; of the jobs alone.
};

}  // namespace docket::log::kafka
