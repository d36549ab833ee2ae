#pragma once

// When a calendar is open on each local date, before any time zone is asked.

#include <array>
#include <chrono>
#include <map>
#include <vector>

#include "docket/setting/v1/calendar.pb.h"

namespace docket::calendar {

// A part of a local day, in minutes of the day, with its start and without its end.
struct LocalSpan {
  std::chrono::minutes start{};
  std::chrono::minutes end{};

  friend bool operator==(const LocalSpan&, const LocalSpan&) = default;
};

class LocalHours {
 public:
  // `calendar` has no faults (validate.h); another is a bug of the caller's.
  explicit LocalHours(const setting::v1::Calendar& calendar);

  // The open spans of `date`, ascending, none empty, none over another. Valid as long as this is.
  const std::vector<LocalSpan>& On(std::chrono::local_days date) const;

 private:
  std::array<std::vector<LocalSpan>, 7> week_;  // From Sunday on.
  std::map<std::chrono::local_days, std::vector<LocalSpan>> dates_;
};

}  // namespace docket::calendar
