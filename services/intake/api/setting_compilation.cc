#include "services/intake/api/setting_compilation.h"

#include <string>
#include <utility>

#include "libs/base/proto_time.h"
#include "libs/calendar/compile.h"
#include "libs/calendar/validate.h"
#include "libs/calendar/zones.h"

namespace docket::intake {
namespace {

namespace v1 = setting::v1;
using calendar::ZoneTable;

// All that a database tells of the days of tickets: however old a history is that is imported.
constexpr calendar::TimeRange kZoneRange{std::chrono::sys_days(std::chrono::year(1970) / 1 / 1),
                                         calendar::kZonesKnownUntil};

Fault NoSuchZone(std::string field) {
  return {std::move(field), "the IANA name of a time zone, such as Europe/Berlin or Asia/Shanghai"};
}

absl::StatusOr<SettingCompilation> CompileCalendar(const v1::Calendar& calendar, Time at) {
  const absl::StatusOr<ZoneTable> zone =
      calendar::LoadZone(calendar.zone(), calendar::ZoneRangeFor(calendar::CompiledRange(at)));
  SettingCompilation compilation;
  if (zone.status().code() == absl::StatusCode::kNotFound) {
    compilation.faults.push_back(NoSuchZone("calendar.zone"));
    return compilation;
  }
  DOCKET_RETURN_IF_ERROR(zone.status());
  if (!calendar::Validate(calendar, /*zone_known=*/true).empty()) return compilation;
  absl::StatusOr<v1::CompiledCalendar> compiled = calendar::Compile(calendar, *zone, at);
  if (compiled.status().code() == absl::StatusCode::kInvalidArgument) {
    compilation.faults.push_back({"calendar", "open at some time in the next 366 days",
                                  std::string(Message(compiled.status()))});
    return compilation;
  }
  DOCKET_RETURN_IF_ERROR(compiled.status());
  compilation.calendar = *std::move(compiled);
  return compilation;
}

v1::CompiledZone Encode(const ZoneTable& table) {
  v1::CompiledZone zone;
  zone.set_tzdata_version(table.tzdata_version);
  *zone.mutable_start_time() = ToProto(table.range.start);
  *zone.mutable_end_time() = ToProto(table.range.end);
  for (const ZoneTable::Change& change : table.changes) {
    v1::ZoneChange& out = *zone.add_changes();
    *out.mutable_time() = ToProto(change.at);
    out.set_offset_seconds(static_cast<int32_t>(change.offset.count()));
  }
  return zone;
}

absl::StatusOr<SettingCompilation> CompileTenant(const v1::Tenant& tenant) {
  SettingCompilation compilation;
  const absl::StatusOr<ZoneTable> zone = calendar::LoadZone(tenant.zone(), kZoneRange);
  if (zone.status().code() == absl::StatusCode::kNotFound) {
    compilation.faults.push_back(NoSuchZone("tenant.zone"));
    return compilation;
  }
  DOCKET_RETURN_IF_ERROR(zone.status());
  compilation.zone = Encode(*zone);
  return compilation;
}

}  // namespace

bool IsCompiled(const v1::Document& document) {
  return document.has_calendar() || document.has_tenant();
}

absl::StatusOr<SettingCompilation> Compile(const v1::Document& document, Time at) {
  if (document.has_calendar()) return CompileCalendar(document.calendar(), at);
  if (document.has_tenant()) return CompileTenant(document.tenant());
  return SettingCompilation{};
}

}  // namespace docket::intake
