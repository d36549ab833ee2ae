#pragma once

// Instants are whole milliseconds UTC, spans are std::chrono durations. No function here reads a
// clock but SystemInstant, which hosts call and pass down.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace docket {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

// The two clocks of a machine at one moment. `wall` stamps facts and may jump; `monotonic` measures
// waiting and never goes back. Both come into every step from outside.
struct Instant {
  Time wall{};
  std::chrono::nanoseconds monotonic{};
};

// What both clocks of this machine say now. For hosts only.
Instant SystemInstant();

constexpr int64_t ToMillis(Time time) { return time.time_since_epoch().count(); }
constexpr Time FromMillis(int64_t millis) { return Time(std::chrono::milliseconds(millis)); }

// RFC 3339 in UTC with milliseconds: "2026-03-01T08:00:00.000Z". Years 0001 to 9999.
std::string FormatTime(Time time);

// Parses what FormatTime writes; the fraction may be absent or shorter, "T" may be a space. Any
// other form, and an offset other than Z, is none.
std::optional<Time> ParseTime(std::string_view text);

}  // namespace docket
