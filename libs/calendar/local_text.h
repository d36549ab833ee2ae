#pragma once

// How the texts of a calendar read: times of day, dates and names of weekdays.

#include <chrono>
#include <optional>
#include <string_view>

namespace docket::calendar {

// "HH:MM" from "00:00" to "24:00", as minutes of the day. Any other text is none.
std::optional<std::chrono::minutes> ParseTimeOfDay(std::string_view text);

// "YYYY-MM-DD", a date that the Gregorian calendar has. Any other text is none.
std::optional<std::chrono::local_days> ParseDate(std::string_view text);

// "monday" to "sunday". Any other text is none.
std::optional<std::chrono::weekday> ParseWeekday(std::string_view text);

}  // namespace docket::calendar
