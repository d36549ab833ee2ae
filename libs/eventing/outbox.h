#pragma once

// Records on their way to other partitions, in order. To one target at most one append is in
// flight; it carries many records, of which a prefix may land. After an unknown outcome the same
// bytes are appended again before anything later, so the first copies keep the order of their
// causes. One thread.

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "libs/base/time.h"
#include "libs/log/event_log.h"

namespace docket::eventing {

class Outbox {
 public:
  // What one append carries at most; a single record may be larger.
  static constexpr size_t kAppendRecordsMax = 256;
  static constexpr size_t kAppendBytesMax = 1 << 20;
  // After this long what was refused for want of room is tried again.
  static constexpr std::chrono::milliseconds kRefusedWait{10};

  // `log` outlives this.
  explicit Outbox(log::EventLog& log, size_t append_records_max = kAppendRecordsMax)
      : log_(log), append_records_max_(append_records_max) {}

  // Who is told of acknowledgements at each target; null for nobody.
  void SetWaker(log::Waker* waker);

  // Takes `record` for `target`, behind everything that was taken for it before.
  void Add(const log::TopicPartition& target, log::Record record);

  // Takes results of appends and starts those that may start. A status other than OK is a fault of
  // configuration: nothing can be sent there.
  absl::Status Advance(Instant now);

  // Whether everything taken is acknowledged, and how many records are not.
  bool empty() const { return size_ == 0; }
  size_t size() const { return size_; }

  // When something refused is to be tried again, by the monotonic clock.
  std::optional<std::chrono::nanoseconds> next_try() const;

  // Records appended again after an unknown outcome.
  uint64_t resent() const { return resent_; }

  // Forgets everything; what is in flight may still land.
  void Drop();

 private:
  // What waits for one target; its front is in flight.
  struct Lane {
    std::deque<log::Record> records;
    std::optional<log::AppendHandle> handle;
    size_t in_flight = 0;
    // Of an unknown append: exactly these go again, alone.
    size_t again = 0;
    std::optional<std::chrono::nanoseconds> wait_until;
  };

  absl::Status Collect(const log::TopicPartition& target, Lane& lane, Instant now);
  void OnWritten(Lane& lane);
  void Send(const log::TopicPartition& target, Lane& lane);
  size_t CountToSend(const Lane& lane) const;

  log::EventLog& log_;
  const size_t append_records_max_;
  std::map<log::TopicPartition, Lane> lanes_;  // Of every target there ever was.
  log::Waker* waker_ = nullptr;
  std::vector<log::AppendHandle> dropped_;  // Their results are taken so that the log forgets them.
  size_t size_ = 0;
  uint64_t resent_ = 0;
};

}  // namespace docket::eventing
