#pragma once

// What is to happen at which virtual time. Equal times run in the order they were given.

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "libs/base/check.h"
#include "libs/testing/simulated_draw.h"

namespace docket::testing {

class SimulatedSchedule {
 public:
  VirtualTime now() const { return now_; }

  // Runs `action` once it is `time`, or at the next Advance if it is later already.
  void At(VirtualTime time, std::function<void()> action) {
    actions_.emplace(std::max(time, now_), std::move(action));
  }

  // When the next action is due.
  std::optional<VirtualTime> NextDue() const {
    if (actions_.empty()) return std::nullopt;
    return actions_.begin()->first;
  }

  // Makes it `now`, which never goes back, and runs what is due by then, what it adds included.
  void Advance(VirtualTime now) {
    DOCKET_CHECK(now >= now_);
    while (!actions_.empty() && actions_.begin()->first <= now) {
      auto next = actions_.extract(actions_.begin());
      now_ = next.key();
      next.mapped()();
    }
    now_ = now;
  }

 private:
  VirtualTime now_{};
  std::multimap<VirtualTime, std::function<void()>> actions_;
};

}  // namespace docket::testing
