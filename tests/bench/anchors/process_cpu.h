#pragma once

// What the calling process has spent, for anchors that measure themselves.

#include <time.h>

namespace docket::bench {

// CPU of all threads, from the start of the process.
inline double ProcessCpuMicros() {
  timespec spent{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) * 1e6 + static_cast<double>(spent.tv_nsec) / 1e3;
}

}  // namespace docket::bench
