#include "libs/calendar/local_text.h"

#include <algorithm>
#include <array>

namespace docket::calendar {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays = {"sunday",   "monday", "tuesday", "wednesday",
                                                       "thursday", "friday", "saturday"};

// Whether `text` is of the form of `form`, in which '0' stands for a digit.
bool HasForm(std::string_view text, std::string_view form) {
  return std::ranges::equal(text, form, [](char c, char of_form) {
    return of_form == '0' ? c >= '0' && c <= '9' : c == of_form;
  });
}

// `digits` are nothing but digits, and few.
int Number(std::string_view digits) {
  int value = 0;
  for (char c : digits) value = value * 10 + (c - '0');
  return value;
}

}  // namespace

std::optional<std::chrono::minutes> ParseTimeOfDay(std::string_view text) {
  if (!HasForm(text, "00:00")) return std::nullopt;
  const std::chrono::minutes minute(Number(text.substr(3)));
  const std::chrono::minutes time = std::chrono::hours(Number(text.substr(0, 2))) + minute;
  if (minute >= std::chrono::hours(1) || time > std::chrono::days(1)) return std::nullopt;
  return time;
}

std::optional<std::chrono::local_days> ParseDate(std::string_view text) {
  if (!HasForm(text, "0000-00-00")) return std::nullopt;
  const std::chrono::year_month_day date(
      std::chrono::year(Number(text.substr(0, 4))),
      std::chrono::month(static_cast<unsigned>(Number(text.substr(5, 2)))),
      std::chrono::day(static_cast<unsigned>(Number(text.substr(8)))));
  if (!date.ok()) return std::nullopt;
  return std::chrono::local_days(date);
}

std::optional<std::chrono::weekday> ParseWeekday(std::string_view text) {
  const auto found = std::ranges::find(kWeekdays, text);
  if (found == kWeekdays.end()) return std::nullopt;
  return std::chrono::weekday(static_cast<unsigned>(found - kWeekdays.begin()));
}

}  // namespace docket::calendar
