#include "libs/testing/wake_signal.h"

namespace docket::testing {

void WakeSignal::Wake() {
  const std::lock_guard lock(mutex_);
  ++count_;
  told_.notify_all();
}

uint64_t WakeSignal::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

bool WakeSignal::AwaitMoreThan(uint64_t seen) const {
  std::unique_lock lock(mutex_);
  return told_.wait_for(lock, std::chrono::seconds(10), [&] { return count_ > seen; });
}

}  // namespace docket::testing
