#include "tools/docketctl/import/time_zone.h"

#include <chrono>
#include <exception>
#include <string>

#include <date/tz.h>

namespace docket::docketctl {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::local_days kUnknownRules{std::chrono::year(2038) / 1 / 1};

}  // namespace

absl::StatusOr<TimeZone> TimeZone::Find(std::string_view name) {
  if (name == "UTC" || name == "Etc/UTC") return TimeZone();
  try {
    return TimeZone(*date::locate_zone(name));
  } catch (const std::exception& error) {
    return InvalidArgument("no time zone '" + std::string(name) + "': " + error.what());
  }
}

std::optional<Time> TimeZone::ToInstant(const WallTime& wall) const {
  const milliseconds since_epoch = wall.local.time_since_epoch();
  if (wall.offset) return Time(since_epoch - *wall.offset);
  if (zone_ == nullptr) return Time(since_epoch);
  if (wall.local >= kUnknownRules) return std::nullopt;
  return zone_->to_sys(date::local_time<milliseconds>(since_epoch), date::choose::earliest);
}

std::optional<Time> TimeReader::Read(std::string_view text) const {
  for (const TimeFormat& format : formats_) {
    if (const std::optional<WallTime> wall = format.Read(text)) return zone_.ToInstant(*wall);
  }
  return std::nullopt;
}

}  // namespace docket::docketctl
