#include "tools/docketctl/import/time_format.h"

#include <algorithm>
#include <array>

namespace docket::docketctl {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view kDirectives = "YymbdHIpMSfz";
constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

// What a text has said so far.
struct Fields {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millisecond = 0;
  std::optional<bool> afternoon;
  std::optional<minutes> offset;
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
char ToLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Takes a number of `least` to `most` digits, as long as there are, from the front of `rest`.
bool TakeNumber(std::string_view& rest, size_t least, size_t most, int& value) {
  size_t width = 0;
  value = 0;
  for (; width < most && width < rest.size() && IsDigit(rest[width]); ++width) {
    value = value * 10 + (rest[width] - '0');
  }
  rest.remove_prefix(width);
  return width >= least;
}

std::string TakeWord(std::string_view& rest, size_t size) {
  std::string word(rest.substr(0, size));
  std::transform(word.begin(), word.end(), word.begin(), ToLower);
  rest.remove_prefix(word.size());
  return word;
}

bool TakeShortYear(std::string_view& rest, int& year) {
  if (!TakeNumber(rest, 2, 2, year)) return false;
  year += year < 69 ? 2000 : 1900;
  return true;
}

bool TakeMonthName(std::string_view& rest, int& month) {
  const auto found = std::find(kMonths.begin(), kMonths.end(), TakeWord(rest, 3));
  month = static_cast<int>(found - kMonths.begin()) + 1;
  return found != kMonths.end();
}

bool TakeHalfOfDay(std::string_view& rest, Fields& fields) {
  const std::string word = TakeWord(rest, 2);
  fields.afternoon = word == "pm";
  return word == "am" || word == "pm";
}

bool TakeFraction(std::string_view& rest, int& millisecond) {
  size_t width = 0;
  for (int scale = 100; width < 9 && width < rest.size() && IsDigit(rest[width]); ++width) {
    millisecond += (rest[width] - '0') * scale;
    scale /= 10;
  }
  rest.remove_prefix(width);
  return width > 0;
}

bool TakeOffset(std::string_view& rest, Fields& fields) {
  if (rest.empty()) return false;
  const char sign = rest.front();
  rest.remove_prefix(1);
  fields.offset = minutes(0);
  if (sign == 'Z') return true;
  int hour = 0;
  int minute = 0;
  if ((sign != '+' && sign != '-') || !TakeNumber(rest, 2, 2, hour)) return false;
  if (rest.starts_with(':')) rest.remove_prefix(1);
  if (!TakeNumber(rest, 2, 2, minute) || hour > 15 || minute > 59) return false;
  const minutes size = hours(hour) + minutes(minute);
  fields.offset = sign == '-' ? -size : size;
  return true;
}

// Takes what `directive` names from the front of `rest`.
bool Take(char directive, std::string_view& rest, Fields& fields) {
  switch (directive) {
    case 'Y': return TakeNumber(rest, 4, 4, fields.year);
    case 'y': return TakeShortYear(rest, fields.year);
    case 'm': return TakeNumber(rest, 1, 2, fields.month);
    case 'b': return TakeMonthName(rest, fields.month);
    case 'd': return TakeNumber(rest, 1, 2, fields.day);
    case 'H': return TakeNumber(rest, 1, 2, fields.hour);
    case 'I': return TakeNumber(rest, 1, 2, fields.hour) && fields.hour >= 1 && fields.hour <= 12;
    case 'p': return TakeHalfOfDay(rest, fields);
    case 'M': return TakeNumber(rest, 1, 2, fields.minute);
    case 'S': return TakeNumber(rest, 1, 2, fields.second);
    case 'f': return TakeFraction(rest, fields.millisecond);
    case 'z': return TakeOffset(rest, fields);
    default: break;
  }
  if (!rest.starts_with(directive)) return false;  // "%%"
  rest.remove_prefix(1);
  return true;
}

std::optional<WallTime> ToWallTime(Fields fields) {
  if (fields.afternoon) fields.hour = fields.hour % 12 + (*fields.afternoon ? 12 : 0);
  if (fields.hour > 23 || fields.minute > 59 || fields.second > 59) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(fields.year),
                                         std::chrono::month(static_cast<unsigned>(fields.month)),
                                         std::chrono::day(static_cast<unsigned>(fields.day)));
  if (fields.year == 0 || !date.ok()) return std::nullopt;
  return WallTime{std::chrono::local_days(date) + hours(fields.hour) + minutes(fields.minute) +
                      seconds(fields.second) + milliseconds(fields.millisecond),
                  fields.offset};
}

// The directives of `pattern` in order, a '?' for one that is cut off.
std::string DirectivesOf(std::string_view pattern) {
  std::string directives;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '%') directives += ++i < pattern.size() ? pattern[i] : '?';
  }
  return directives;
}

}  // namespace

absl::StatusOr<TimeFormat> TimeFormat::Create(std::string_view pattern) {
  const std::string directives = DirectivesOf(pattern);
  const auto count = [&](std::string_view any_of) {
    return std::count_if(directives.begin(), directives.end(),
                         [&](char c) { return any_of.find(c) != std::string_view::npos; });
  };
  const std::string name = "time format '" + std::string(pattern) + "' ";
  for (const char directive : directives) {
    if (directive != '%' && kDirectives.find(directive) == std::string_view::npos) {
      return InvalidArgument(name + "has the unknown directive %" + directive);
    }
    if (directive != '%' && count({&directive, 1}) > 1) {
      return InvalidArgument(name + "has %" + directive + " twice");
    }
  }
  if (count("Yy") != 1 || count("mb") != 1 || count("d") != 1) {
    return InvalidArgument(name + "must have one year, one month and one day");
  }
  if (count("HI") > 1 || count("I") != count("p")) {
    return InvalidArgument(name + "must tell the hour by %H or by %I with %p");
  }
  return TimeFormat(pattern);
}

std::optional<WallTime> TimeFormat::Read(std::string_view text) const {
  Fields fields;
  for (size_t i = 0; i < pattern_.size(); ++i) {
    if (pattern_[i] == '%') {
      if (!Take(pattern_[++i], text, fields)) return std::nullopt;
    } else {
      if (!text.starts_with(pattern_[i])) return std::nullopt;
      text.remove_prefix(1);
    }
  }
  if (!text.empty()) return std::nullopt;
  return ToWallTime(fields);
}

}  // namespace docket::docketctl
