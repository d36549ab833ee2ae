#pragma once

// One queue of (virtual time, drawn tie-break): everything that happens in a simulation is a task
// of it, run on one thread. True time is what it tells; machines have clocks of their own.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "tests/simulation/stream.h"

namespace docket::simulation {

class Scheduler {
 public:
  using Task = std::function<void()>;

  // Draws the order of what happens at one instant.
  explicit Scheduler(Stream stream) : stream_(stream) {}

  nanoseconds now() const { return now_; }

  // Runs `task` at `when`, or now if that is past.
  void At(nanoseconds when, Task task);
  void After(nanoseconds delay, Task task) { At(now_ + delay, std::move(task)); }

  // When the next task runs; only if there is one.
  nanoseconds next() const { return queue_.begin()->first.first; }
  bool empty() const { return queue_.empty(); }
  // Moves time to the next task and runs it.
  void RunNext();
  // Moves time to `now`, which no task is due before.
  void MoveTo(nanoseconds now) { now_ = std::max(now_, now); }

 private:
  Stream stream_;
  nanoseconds now_{};
  // Equal draws keep the order of their calls.
  std::multimap<std::pair<nanoseconds, uint64_t>, Task> queue_;
};

}  // namespace docket::simulation
