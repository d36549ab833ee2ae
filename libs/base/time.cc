#include "libs/base/time.h"

#include <array>
#include <cstdio>

namespace docket {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Reads exactly `width` digits at `pos` and moves it behind them.
std::optional<int> Digits(std::string_view text, size_t& pos, size_t width) {
  if (pos + width > text.size()) return std::nullopt;
  int value = 0;
  for (size_t i = 0; i < width; ++i, ++pos) {
    if (!IsDigit(text[pos])) return std::nullopt;
    value = value * 10 + (text[pos] - '0');
  }
  return value;
}

bool Skip(std::string_view text, size_t& pos, std::string_view any_of) {
  if (pos >= text.size() || any_of.find(text[pos]) == std::string_view::npos) return false;
  ++pos;
  return true;
}

// The milliseconds of an optional fraction of one to three digits.
std::optional<int> Fraction(std::string_view text, size_t& pos) {
  if (!Skip(text, pos, ".")) return 0;
  int value = 0;
  int scale = 100;
  size_t first = pos;
  for (; pos < text.size() && IsDigit(text[pos]); ++pos, scale /= 10) {
    if (scale == 0) return std::nullopt;
    value += (text[pos] - '0') * scale;
  }
  if (pos == first) return std::nullopt;
  return value;
}

}  // namespace

Instant SystemInstant() {
  return {std::chrono::floor<milliseconds>(std::chrono::system_clock::now()),
          std::chrono::steady_clock::now().time_since_epoch()};
}

std::string FormatTime(Time time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const auto of_day = time - day;
  std::array<char, 40> out;
  int length = std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                             static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                             static_cast<unsigned>(date.day()), static_cast<int>(of_day / hours(1)),
                             static_cast<int>(of_day % hours(1) / minutes(1)),
                             static_cast<int>(of_day % minutes(1) / seconds(1)),
                             static_cast<int>(of_day % seconds(1) / milliseconds(1)));
  return std::string(out.data(), static_cast<size_t>(length));
}

std::optional<Time> ParseTime(std::string_view text) {
  size_t pos = 0;
  auto year = Digits(text, pos, 4);
  if (!year || *year == 0 || !Skip(text, pos, "-")) return std::nullopt;
  auto month = Digits(text, pos, 2);
  if (!month || !Skip(text, pos, "-")) return std::nullopt;
  auto day = Digits(text, pos, 2);
  if (!day || !Skip(text, pos, "T ")) return std::nullopt;
  auto hour = Digits(text, pos, 2);
  if (!hour || *hour > 23 || !Skip(text, pos, ":")) return std::nullopt;
  auto minute = Digits(text, pos, 2);
  if (!minute || *minute > 59 || !Skip(text, pos, ":")) return std::nullopt;
  auto second = Digits(text, pos, 2);
  if (!second || *second > 59) return std::nullopt;
  auto millis = Fraction(text, pos);
  if (!millis || !Skip(text, pos, "Z") || pos != text.size()) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return Time(std::chrono::sys_days(date)) + hours(*hour) + minutes(*minute) + seconds(*second) +
         milliseconds(*millis);
}

}  // namespace docket
