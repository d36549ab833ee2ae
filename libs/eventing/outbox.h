#pragma once

// Records on their way to other partitions, in order. To one target at most one append is in
// flight; it carries many records, of which a prefix may land. After an unknown outcome the same
// bytes are appended again before anything later, so the first copies keep the order of their
// causes. One thread.

#include <deque>
#include <map>
#include <optional>

#include "libs/log/event_log.h"

namespace docket::eventing {

class Outbox {
 public:
  explicit Outbox(log::EventLog& log) : log_(log) {}

  // Who is told of acknowledgements at each target; null for nobody.
  void SetWaker(log::Waker* waker) { waker_ = waker; }

  // Takes `record` for `target`, behind everything that was taken for it before.
  void Add(const log::TopicPartition& target, log::Record record);

  // Takes results of appends and starts those that may start. A status other than OK is a fault of
  // configuration: nothing can be sent there.
  absl::Status Advance();

  // Whether everything taken is acknowledged.
  bool empty() const { return lanes_.empty(); }

  // Records appended again after an unknown outcome.
  uint64_t resent() const { return resent_; }

  // Forgets everything; what is in flight may still land.
  void Drop() { lanes_.clear(); }

 private:
  // What waits for one target; its front is in flight.
  struct Lane {
    std::deque<log::Record> records;
    std::optional<log::AppendHandle> handle;
    size_t in_flight = 0;
    // Of an unknown append: exactly these go again, alone.
    size_t again = 0;
  };

  absl::Status Collect(const log::TopicPartition& target, Lane& lane);
  void Send(const log::TopicPartition& target, Lane& lane);

  log::EventLog& log_;
  std::map<log::TopicPartition, Lane> lanes_;
  log::Waker* waker_ = nullptr;
  uint64_t resent_ = 0;
};

}  // namespace docket::eventing
