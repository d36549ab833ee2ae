#pragma once

// Reads dates and times by a pattern, as strptime does, without locale and without guessing.
//
//   %Y year, 4 digits        %y year, 2 digits: 69 to 99 are 19.., 00 to 68 are 20..
//   %m month                 %b month, its first three English letters in any case
//   %d day                   %H hour 0 to 23      %I hour 1 to 12, with %p AM or PM
//   %M minute                %S second 0 to 59    %f fraction of the second, 1 to 9 digits
//   %z offset: Z, +hh:mm or +hhmm                 %% a percent sign
//
// Months, days, hours, minutes and seconds may lack the leading zero. Any other character stands
// for itself. What a pattern does not name is zero; of a fraction only milliseconds are kept.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/status.h"

namespace docket::docketctl {

// What a text says: the time on the wall and, where the text tells it, the offset from UTC.
struct WallTime {
  std::chrono::local_time<std::chrono::milliseconds> local;
  std::optional<std::chrono::minutes> offset;

  bool operator==(const WallTime&) const = default;
};

class TimeFormat {
 public:
  // INVALID_ARGUMENT for a pattern with an unknown or a second directive of a kind, or without
  // year, month, day or a whole hour.
  static absl::StatusOr<TimeFormat> Create(std::string_view pattern);

  // What the whole of `text` says; none if it does not fit or names no real day or time.
  std::optional<WallTime> Read(std::string_view text) const;

 private:
  explicit TimeFormat(std::string_view pattern) : pattern_(pattern) {}

  std::string pattern_;
};

}  // namespace docket::docketctl
