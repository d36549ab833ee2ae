#include "tests/simulation/scheduler.h"

namespace docket::simulation {

void Scheduler::At(nanoseconds when, Task task) {
  queue_.emplace(std::pair(std::max(when, now_), stream_.Below(1 << 16)), std::move(task));
}

void Scheduler::RunNext() {
  const auto first = queue_.begin();
  now_ = std::max(now_, first->first.first);
  const Task task = std::move(first->second);
  queue_.erase(first);
  task();
}

}  // namespace docket::simulation
