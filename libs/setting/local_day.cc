#include "libs/setting/local_day.h"

#include "libs/base/proto_time.h"
#include "libs/calendar/zone_table.h"

namespace docket::setting {
namespace {

using std::chrono::local_days;
using std::chrono::seconds;

std::chrono::sys_seconds SecondOf(const google::protobuf::Timestamp& instant) {
  return std::chrono::floor<seconds>(FromProto(instant));
}

seconds OffsetAt(const v1::CompiledZone& zone, Time time) {
  int32_t offset = zone.changes().empty() ? 0 : zone.changes(0).offset_seconds();
  for (const v1::ZoneChange& change : zone.changes()) {
    if (FromProto(change.time()) > time) break;
    offset = change.offset_seconds();
  }
  return seconds(offset);
}

}  // namespace

local_days LocalDayOf(const v1::CompiledZone& zone, Time time) {
  const Time shifted = time + OffsetAt(zone, time);
  return local_days(std::chrono::floor<std::chrono::days>(shifted.time_since_epoch()));
}

Time StartOf(const v1::CompiledZone& zone, local_days day) {
  if (zone.changes().empty()) return Time(day.time_since_epoch());
  calendar::ZoneTable table;
  for (const v1::ZoneChange& change : zone.changes()) {
    table.changes.push_back({SecondOf(change.time()), seconds(change.offset_seconds())});
  }
  // A day before the first change has the first offset too.
  table.changes.front().at = std::chrono::sys_seconds::min();
  return calendar::FirstReading(table, day);
}

}  // namespace docket::setting
