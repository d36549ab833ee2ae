#pragma once

// A waker that a test can wait for, and what it then collects.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

#include "libs/log/event_log.h"

namespace docket::testing {

class WakeSignal final : public log::Waker {
 public:
  void Wake() override;

  // How often it was told.
  uint64_t count() const;

  // Blocks until it was told more than `seen` times; false if that takes ten seconds.
  bool AwaitMoreThan(uint64_t seen) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable told_;
  uint64_t count_ = 0;
};

// What `log` answers to `handle`, waited for by `signal`, which must be the waker of its place.
// None if it is not woken in time: a lost wake-up shows as a missing result.
template <typename Log, typename Handle>
auto Collect(Log& log, Handle handle, const WakeSignal& signal) {
  while (true) {
    const uint64_t seen = signal.count();
    auto result = log.Poll(handle);
    if (result.has_value() || !signal.AwaitMoreThan(seen)) return result;
  }
}

}  // namespace docket::testing
