#include "libs/calendar/working_time.h"

#include <algorithm>
#include <iterator>

#include "libs/base/proto_time.h"

namespace docket::calendar {

using std::chrono::milliseconds;
using std::chrono::seconds;

WorkingTime::WorkingTime(const setting::v1::CompiledCalendar& compiled) {
  Time told = FromProto(compiled.start_time());
  bool open = false;
  for (const uint32_t span : compiled.spans()) {
    const Time end = told + seconds(span);
    if (open) {
      open_.push_back({told, end, total_});
      total_ += seconds(span);
    }
    told = end;
    open = !open;
  }
}

milliseconds WorkingTime::Before(Time instant) const {
  const auto next = std::ranges::upper_bound(open_, instant, {}, &Piece::start);
  if (next == open_.begin()) return milliseconds(0);
  const Piece& last = *std::prev(next);
  return last.before + (std::min(instant, last.end) - last.start);
}

milliseconds WorkingTime::Measure(Time start, Time end) const {
  if (end <= start) return milliseconds(0);
  return Before(end) - Before(start);
}

bool WorkingTime::IsOpen(Time instant) const {
  const auto next = std::ranges::upper_bound(open_, instant, {}, &Piece::start);
  return next != open_.begin() && instant < std::prev(next)->end;
}

std::optional<Time> WorkingTime::NextChange(Time instant) const {
  const auto next = std::ranges::upper_bound(open_, instant, {}, &Piece::start);
  if (next != open_.begin() && instant < std::prev(next)->end) return std::prev(next)->end;
  if (next == open_.end()) return std::nullopt;
  return next->start;
}

std::optional<Time> WorkingTime::Reach(Time start, milliseconds work) const {
  if (work <= milliseconds(0)) return start;
  const milliseconds before = Before(start);
  if (work > total_ - before) return std::nullopt;
  const milliseconds goal = before + work;
  // The last piece that starts with less than the goal: in it the goal is reached.
  const auto next = std::ranges::lower_bound(open_, goal, {}, &Piece::before);
  const Piece& piece = *std::prev(next);
  return piece.start + (goal - piece.before);
}

}  // namespace docket::calendar
