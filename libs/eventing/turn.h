#pragma once

// How loops advance: by explicit steps with time passed in, so that a simulator drives what
// production runs.

#include "libs/base/time.h"

namespace docket::eventing {

struct Turn {
  // Whether the step did anything; if so, step again at once.
  bool worked = false;
  // Step again no later than this, by its monotonic clock.
  Instant wake;
};

// The turn of two that step together.
inline Turn EarlierOf(const Turn& a, const Turn& b) {
  return {a.worked || b.worked, a.wake.monotonic <= b.wake.monotonic ? a.wake : b.wake};
}

// Something that a host's thread steps. A step never blocks, sleeps, asks the time or starts a
// thread, and does bounded work.
class Stepped {
 public:
  virtual ~Stepped() = default;
  virtual Turn Step(Instant now) = 0;
};

}  // namespace docket::eventing
