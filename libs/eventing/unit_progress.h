#pragma once

// What a unit tells other threads of itself: whether it serves or is halted, and how far the events
// that it folds are written into its rows. Told by the thread that steps the unit, read by any.

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/status.h"
#include "libs/log/record.h"

namespace docket::eventing {

class UnitProgress {
 public:
  // `place` is that of its unit (unit.h); if empty, its main topic's partition.
  explicit UnitProgress(std::vector<log::TopicPartition> inputs, std::string place = {})
      : inputs_(std::move(inputs)),
        place_(place.empty() ? ToText(inputs_.front()) : std::move(place)),
        written_(inputs_.size()) {}

  // The topic partitions whose events the unit folds, its main one first.
  const std::vector<log::TopicPartition>& inputs() const { return inputs_; }

  bool serving() const { return serving_.load(std::memory_order_acquire); }
  void SetServing(bool serving) {
    if (serving_.exchange(serving, std::memory_order_acq_rel) != serving) ++changes_;
  }

  // Whether it serves no more until its process starts anew. Said before it ceases to serve.
  bool halted() const { return halted_.load(std::memory_order_acquire); }
  void SetHalted() { halted_.store(true, std::memory_order_release); }

  // Whether the rows are whole: all that the log held when the unit began is folded into them, and
  // they were not cleared since. So they may be shown, as old as they are, by who does not serve.
  bool shown() const { return shown_.load(std::memory_order_acquire); }
  void SetShown(bool shown) {
    if (shown_.exchange(shown, std::memory_order_acq_rel) != shown) ++changes_;
  }

  // Whether this instance owns the partition; only then it serves.
  bool owned() const { return owned_.load(std::memory_order_acquire); }
  void SetOwned(bool owned) { owned_.store(owned, std::memory_order_release); }

  // UNAVAILABLE, as whoever asks a unit that does not serve is told: that another instance has to
  // be asked (misplaced.h), that it is halted, or that it does not serve yet.
  absl::Status NotServing() const;

  // How many setting commits the next record of an input waits for; 0 while none waits.
  uint64_t awaited_settings() const { return awaited_settings_.load(std::memory_order_acquire); }
  void SetAwaitedSettings(uint64_t number) {
    awaited_settings_.store(number, std::memory_order_release);
  }

  // Whether an operator has to say where its reactions begin (ownership.h).
  bool awaits_word() const { return awaits_word_.load(std::memory_order_acquire); }
  void SetAwaitsWord(bool awaits) {
    if (awaits_word_.exchange(awaits, std::memory_order_acq_rel) != awaits) ++changes_;
  }

  // Views made from now on show all that inputs()[index] holds before this offset.
  log::Offset written(size_t index) const {
    return written_[index].load(std::memory_order_acquire);
  }
  void SetWritten(size_t index, log::Offset next) {
    if (written_[index].exchange(next, std::memory_order_acq_rel) != next) ++changes_;
  }

  // Rises whenever it begins or ceases to serve or to show its rows, as one that halts does, and
  // when more is written: when an answer that was given may be another now.
  uint64_t changes() const { return changes_.load(std::memory_order_acquire); }

 private:
  const std::vector<log::TopicPartition> inputs_;
  const std::string place_;
  std::atomic<bool> serving_{false};
  std::atomic<bool> halted_{false};
  std::atomic<bool> owned_{false};
  std::atomic<bool> shown_{false};
  std::atomic<uint64_t> awaited_settings_{0};
  std::atomic<bool> awaits_word_{false};
  std::deque<std::atomic<log::Offset>> written_;
  std::atomic<uint64_t> changes_{0};
};

}  // namespace docket::eventing
