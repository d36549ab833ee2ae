#include "libs/log/embedded/write_queue.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace docket::log::embedded {
namespace {

// What `write` costs to hold. Many empty records must fill the queue too.
size_t HeldBytes(const PendingWrite& write) {
  size_t bytes = sizeof(PendingWrite);
  if (const auto* records = std::get_if<std::vector<Record>>(&write.what)) {
    for (const Record& record : *records) bytes += sizeof(Record) + SizeBytes(record);
  }
  return bytes;
}

}  // namespace

absl::Status WriteQueue::Push(PendingWrite write) {
  const size_t bytes = HeldBytes(write);
  std::unique_lock lock(mutex_);
  if (!stopped_.ok()) return stopped_;
  if (!waiting_.empty() && waiting_bytes_ + bytes > queue_bytes_max_) {
    return ResourceExhausted(
        "too much waits for the embedded log: " + std::to_string(waiting_bytes_) + " of " +
        std::to_string(queue_bytes_max_) + " bytes; try later");
  }
  waiting_bytes_ += bytes;
  waiting_.push_back(std::move(write));
  lock.unlock();
  changed_.notify_one();
  return absl::OkStatus();
}

std::vector<PendingWrite> WriteQueue::Take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !waiting_.empty() || closed_ || !stopped_.ok(); });
  size_t bytes = 0;
  auto end = waiting_.begin();
  while (end != waiting_.end() && (bytes == 0 || bytes + HeldBytes(*end) <= batch_bytes_max_)) {
    bytes += HeldBytes(*end++);
  }
  std::vector<PendingWrite> batch(std::make_move_iterator(waiting_.begin()),
                                  std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  waiting_bytes_ -= bytes;
  return batch;
}

void WriteQueue::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

std::vector<PendingWrite> WriteQueue::Stop(const absl::Status& reason) {
  const std::lock_guard lock(mutex_);
  stopped_ = reason;
  waiting_bytes_ = 0;
  changed_.notify_all();
  return std::exchange(waiting_, {});
}

absl::Status WriteQueue::stopped() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

}  // namespace docket::log::embedded
