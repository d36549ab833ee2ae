#pragma once

// How long docketctl waits before it asks again a server that could not answer.

#include <algorithm>
#include <chrono>

namespace docket::docketctl {

// Before the attempt that follows `failures`, from 1, in a row: 0.1 s, doubling up to `longest`.
inline std::chrono::nanoseconds BackOff(
    int failures, std::chrono::nanoseconds longest = std::chrono::seconds(5)) {
  constexpr std::chrono::nanoseconds kFirst = std::chrono::milliseconds(100);
  const int doublings = std::clamp(failures - 1, 0, 10);  // No program waits longer.
  return std::min(kFirst * (1 << doublings), longest);
}

}  // namespace docket::docketctl
