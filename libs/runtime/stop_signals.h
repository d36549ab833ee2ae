#pragma once

// SIGTERM and SIGINT as something to wait for instead of an interruption.

#include <chrono>

namespace docket::runtime {

class StopSignals {
 public:
  // Holds both signals back in this thread and in those it starts; so first of all in main.
  StopSignals();

  // Waits up to `time` for one of them. Once it has come, a second ends the process at once.
  bool WaitFor(std::chrono::milliseconds time);
};

}  // namespace docket::runtime
