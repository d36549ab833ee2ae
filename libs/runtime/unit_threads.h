#pragma once

// The threads of a host: each steps its units in turn, then sleeps until the earliest wake or until
// it is woken. No rule lives here (reliability.md 3.1).
//
//   UnitThreads threads({{&loop0, &loop2}, {&loop1, &loop3}});
//   loop0.SetWaker(threads.waker(0));
//   threads.Start();
//   ...
//   threads.Stop();  // a step that runs is finished

#include <memory>
#include <vector>

#include "libs/eventing/turn.h"
#include "libs/log/event_log.h"

namespace docket::runtime {

class UnitThreads {
 public:
  // One thread per group. What is stepped outlives Stop.
  explicit UnitThreads(std::vector<std::vector<eventing::Stepped*>> groups);
  ~UnitThreads();

  // Wakes the thread of `group`; lives as long as this. Any thread may call it at any time, also
  // within a step: then another round follows.
  log::Waker* waker(size_t group);

  void Start();
  // Returns when every thread has ended; they do not start again.
  void Stop();

 private:
  class Worker;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace docket::runtime
