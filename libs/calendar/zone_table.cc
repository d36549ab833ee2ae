#include "libs/calendar/zone_table.h"

#include <algorithm>

namespace docket::calendar {
namespace {

std::chrono::sys_seconds At(std::chrono::local_seconds local, std::chrono::seconds offset) {
  return std::chrono::sys_seconds(local.time_since_epoch() - offset);
}

}  // namespace

// The first instant at which the clock shows `local` or later.
std::chrono::sys_seconds FirstReading(const ZoneTable& zone, std::chrono::local_seconds local) {
  auto change = zone.changes.begin();
  while (change + 1 != zone.changes.end() && (change + 1)->at <= At(local, change->offset))
    ++change;
  return std::max(change->at, At(local, change->offset));
}

// The last instant at which the clock shows `local`, or before which it shows less.
std::chrono::sys_seconds LastReading(const ZoneTable& zone, std::chrono::local_seconds local) {
  auto change = zone.changes.end() - 1;
  std::chrono::sys_seconds end = std::chrono::sys_seconds::max();
  while (change != zone.changes.begin() && At(local, change->offset) < change->at) {
    end = change->at;
    --change;
  }
  return std::min(end, At(local, change->offset));
}

}  // namespace docket::calendar
