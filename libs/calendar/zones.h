#pragma once

// Time zones as this machine's database has them. Machines differ in that, so nothing that folds or
// decides looks here: whoever publishes does, and what was found goes into the record.

#include <string>
#include <string_view>

#include "libs/base/status.h"
#include "libs/calendar/zone_table.h"

namespace docket::calendar {

// What is known of later years is not to be relied upon: the date library reads no rules, only the
// offsets that a database lists, and these end with 2037.
inline constexpr std::chrono::sys_days kZonesKnownUntil{std::chrono::year(2038) / 1 / 1};

// The table of the IANA zone `name` for `range`, cut at kZonesKnownUntil. NOT_FOUND if the database
// has no such zone; FAILED_PRECONDITION if this machine has no database that can be used, or if
// `range` starts after what is known. Reads files on first use of a zone; safe from any thread.
absl::StatusOr<ZoneTable> LoadZone(std::string_view name, const TimeRange& range);

// The version of this machine's database, such as "2025b". FAILED_PRECONDITION as above.
absl::StatusOr<std::string> TzdataVersion();

}  // namespace docket::calendar
