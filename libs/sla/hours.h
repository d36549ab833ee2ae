#pragma once

// The working time in which clocks run: a calendar's or, without one, every hour. A value that
// refers to its calendar; any thread.

#include <chrono>
#include <optional>

#include "libs/base/time.h"
#include "libs/calendar/working_time.h"

namespace docket::sla {

class Hours {
 public:
  // Every hour counts.
  Hours() = default;
  // `calendar` outlives this.
  explicit Hours(const calendar::WorkingTime& calendar) : calendar_(&calendar) {}

  // W: how much of it lies between two instants.
  std::chrono::milliseconds Measure(Time start, Time end) const {
    if (calendar_ != nullptr) return calendar_->Measure(start, end);
    return end > start ? end - start : std::chrono::milliseconds(0);
  }

  // D: when `work` of it is over; none: later than is known.
  std::optional<Time> Reach(Time start, std::chrono::milliseconds work) const {
    if (calendar_ != nullptr) return calendar_->Reach(start, work);
    return work > std::chrono::milliseconds(0) ? start + work : start;
  }

 private:
  const calendar::WorkingTime* calendar_ = nullptr;
};

}  // namespace docket::sla
