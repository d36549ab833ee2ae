#pragma once

// Results on their way to whoever holds the handle, alike for every kind of log. Results that
// nobody collects stay until the inbox goes.
//
// Threads: any.

#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include "libs/log/event_log.h"
#include "libs/log/positions.h"

namespace docket::log {

template <typename Handle, typename Result>
class ResultBox {
 public:
  // A handle that was never given before.
  Handle NewHandle() {
    const std::lock_guard lock(mutex_);
    return Handle{++last_};
  }

  void Put(Handle handle, Result result) {
    const std::lock_guard lock(mutex_);
    results_.emplace(static_cast<uint64_t>(handle), std::move(result));
  }

  // The result, once; none before it is put and after it was taken.
  std::optional<Result> Take(Handle handle) {
    const std::lock_guard lock(mutex_);
    auto found = results_.extract(static_cast<uint64_t>(handle));
    if (found.empty()) return std::nullopt;
    return std::move(found.mapped());
  }

 private:
  std::mutex mutex_;
  uint64_t last_ = 0;
  std::unordered_map<uint64_t, Result> results_;
};

struct Inbox {
  ResultBox<AppendHandle, AppendResult> appends;
  ResultBox<EndHandle, absl::StatusOr<Offset>> ends;
  ResultBox<PositionHandle, absl::StatusOr<Offset>> positions;
};

}  // namespace docket::log
