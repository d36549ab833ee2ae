#pragma once

// What waits for the appender thread: bounded, and closed for good once a write has failed.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/embedded/partition.h"
#include "libs/log/event_log.h"

namespace docket::log::embedded {

// A position to be stored.
struct StoredPosition {
  std::string group;
  Offset next = 0;
};

// One append or one position, and who wants to know what became of it.
struct PendingWrite {
  Partition* partition = nullptr;
  std::variant<std::vector<Record>, StoredPosition> what;
  // Called once, by the appender thread. Of a position the offsets are empty.
  std::function<void(AppendResult)> done;
};

class WriteQueue {
 public:
  WriteQueue(size_t queue_bytes_max, size_t batch_bytes_max)
      : queue_bytes_max_(queue_bytes_max), batch_bytes_max_(batch_bytes_max) {}

  // Takes `write`, or says why not: RESOURCE_EXHAUSTED if too much waits, else why the queue was
  // stopped. An empty queue takes any size.
  absl::Status Push(PendingWrite write);

  // What waits, in order, up to the size of a batch; blocks while nothing does. Empty once the
  // queue is closed and drained, or stopped.
  std::vector<PendingWrite> Take();

  // Nothing is pushed after this; Take gives what waits, then nothing.
  void Close();

  // Refuses everything from now on with `reason`, not OK, and gives back what waited.
  std::vector<PendingWrite> Stop(const absl::Status& reason);

  // OK until Stop, then its reason.
  absl::Status stopped() const;

 private:
  const size_t queue_bytes_max_;
  const size_t batch_bytes_max_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<PendingWrite> waiting_;
  size_t waiting_bytes_ = 0;
  bool closed_ = false;
  absl::Status stopped_;
};

}  // namespace docket::log::embedded
