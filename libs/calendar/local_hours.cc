#include "libs/calendar/local_hours.h"

#include <algorithm>
#include <optional>

#include "libs/base/check.h"
#include "libs/calendar/local_text.h"

namespace docket::calendar {
namespace {

using Intervals = google::protobuf::RepeatedPtrField<setting::v1::LocalInterval>;

template <typename T>
T Sound(const std::optional<T>& parsed) {
  DOCKET_CHECK(parsed.has_value());
  return *parsed;
}

std::vector<LocalSpan> Spans(const Intervals& intervals) {
  std::vector<LocalSpan> spans;
  for (const setting::v1::LocalInterval& interval : intervals) {
    spans.push_back(
        {Sound(ParseTimeOfDay(interval.start())), Sound(ParseTimeOfDay(interval.end()))});
  }
  std::ranges::sort(spans, {}, &LocalSpan::start);
  return spans;
}

// What of `spans` lies outside `hole`.
std::vector<LocalSpan> Without(const std::vector<LocalSpan>& spans, const LocalSpan& hole) {
  std::vector<LocalSpan> left;
  for (const LocalSpan& span : spans) {
    if (span.start < hole.start) left.push_back({span.start, std::min(span.end, hole.start)});
    if (hole.end < span.end) left.push_back({std::max(span.start, hole.end), span.end});
  }
  return left;
}

}  // namespace

LocalHours::LocalHours(const setting::v1::Calendar& calendar)
    : week_{Spans(calendar.week().sunday()),   Spans(calendar.week().monday()),
            Spans(calendar.week().tuesday()),  Spans(calendar.week().wednesday()),
            Spans(calendar.week().thursday()), Spans(calendar.week().friday()),
            Spans(calendar.week().saturday())} {
  for (const setting::v1::CalendarDate& entry : calendar.dates()) {
    const std::chrono::local_days date = Sound(ParseDate(entry.date()));
    std::chrono::weekday weekday(date);
    if (!entry.as().empty()) weekday = Sound(ParseWeekday(entry.as()));
    std::vector<LocalSpan> spans =
        entry.open().empty() ? week_[weekday.c_encoding()] : Spans(entry.open());
    for (const LocalSpan& hole : Spans(entry.closed_intervals())) spans = Without(spans, hole);
    if (entry.closed()) spans.clear();
    dates_[date] = std::move(spans);
  }
}

const std::vector<LocalSpan>& LocalHours::On(std::chrono::local_days date) const {
  const auto entry = dates_.find(date);
  return entry != dates_.end() ? entry->second : week_[std::chrono::weekday(date).c_encoding()];
}

}  // namespace docket::calendar
