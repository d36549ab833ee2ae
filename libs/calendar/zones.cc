#include "libs/calendar/zones.h"

#include <algorithm>
#include <exception>
#include <fstream>

#include <date/tz.h>

namespace docket::calendar {
namespace {

using std::chrono::sys_seconds;

// The library finds its database by itself, and there on Debian; it does not tell the version.
constexpr const char* kVersionFile = "/usr/share/zoneinfo/tzdata.zi";
constexpr std::string_view kVersionPrefix = "# version ";

constexpr std::string_view kInstall = "; install Debian's tzdata, or build zones with zic -b fat";

// A slim database leaves what goes on by a rule to that rule, which the library does not read: it
// would lose daylight saving in silence. Changes of 2037 are listed by a fat one for 202 names
// (2025b), by a slim one for four, where the moon is followed.
bool ListsYears(const date::tzdb& database) {
  constexpr int kZonesMin = 10;
  const sys_seconds late = std::chrono::sys_days(std::chrono::year(2037) / 12 / 1);
  int zones = 0;
  return std::ranges::any_of(database.zones, [&](const date::time_zone& zone) {
    return late - zone.get_info(late).begin < std::chrono::days(365) && ++zones == kZonesMin;
  });
}

absl::StatusOr<std::string> ReadVersion() {
  std::string line;
  std::getline(std::ifstream(kVersionFile), line);
  if (line.starts_with(kVersionPrefix)) return line.substr(kVersionPrefix.size());
  return FailedPrecondition("read the version of the time-zone database: the first line of " +
                            std::string(kVersionFile) + " is no version" + std::string(kInstall));
}

absl::StatusOr<std::string> FindDatabase() {
  try {
    if (ListsYears(date::get_tzdb())) return ReadVersion();
    return FailedPrecondition("the time-zone database does not list changes up to 2037" +
                              std::string(kInstall));
  } catch (const std::exception& error) {
    return FailedPrecondition("read the time-zone database: " + std::string(error.what()) +
                              std::string(kInstall));
  }
}

// The zone of that name, if it means the same on every machine.
const date::time_zone* Find(std::string_view name) {
  if (name == "localtime") return nullptr;  // Whatever this machine was set to.
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    return nullptr;
  }
}

std::vector<ZoneTable::Change> Changes(const date::time_zone& zone, const TimeRange& range) {
  std::vector<ZoneTable::Change> changes;
  for (sys_seconds at = range.start; at < range.end;) {
    const date::sys_info info = zone.get_info(at);
    // Names and the mark of daylight saving change without the offset, too.
    if (changes.empty() || changes.back().offset != info.offset) {
      changes.push_back({at, info.offset});
    }
    at = info.end;
  }
  return changes;
}

}  // namespace

absl::StatusOr<ZoneTable> LoadZone(std::string_view name, const TimeRange& range) {
  DOCKET_ASSIGN_OR_RETURN(std::string version, TzdataVersion());
  const date::time_zone* zone = Find(name);
  if (zone == nullptr) {
    return NotFound("time-zone database " + version + " has no zone \"" + std::string(name) +
                    "\"; give an IANA name such as Europe/Berlin");
  }
  const TimeRange known{range.start, std::min<sys_seconds>(range.end, kZonesKnownUntil)};
  if (known.start >= known.end) {
    return FailedPrecondition("time zones are known until the end of 2037 only");
  }
  try {
    return ZoneTable{std::move(version), known, Changes(*zone, known)};
  } catch (const std::exception& error) {  // Its file is read only now.
    return FailedPrecondition("read time zone " + std::string(name) + ": " + error.what() +
                              std::string(kInstall));
  }
}

absl::StatusOr<std::string> TzdataVersion() {
  // Once per process, for the library reads its list of zones once as well.
  static const absl::StatusOr<std::string> version = FindDatabase();
  return version;
}

}  // namespace docket::calendar
