#pragma once

// Who wants to be told of news at one place of a log: a waker per owner.
//
// Threads: any. Wakers are called with a lock held, which is why they must not call back.

#include <mutex>
#include <utility>
#include <vector>

#include "libs/log/event_log.h"

namespace docket::log {

class Wakers {
 public:
  // `waker` (null for none) is told for `owner` from now on; the one before it is not any more when
  // this returns.
  void Set(const void* owner, Waker* waker);

  // Tells all of something to read, or `owner` of something to collect.
  void Wake();
  void Wake(const void* owner);

 private:
  std::mutex mutex_;
  std::vector<std::pair<const void*, Waker*>> wakers_;
};

}  // namespace docket::log
