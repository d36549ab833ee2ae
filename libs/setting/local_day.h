#pragma once

// The days of a tenant: those of the zone that was compiled into its document. Before and after
// what that tells, its first and its last offset hold; one that tells nothing is UTC.

#include <chrono>

#include "docket/setting/v1/tenant.pb.h"
#include "libs/base/time.h"

namespace docket::setting {

// The date that the zone's calendars show at `time`.
std::chrono::local_days LocalDayOf(const v1::CompiledZone& zone, Time time);

// When `day` begins: at the first of two midnights, after the gap where the clock skipped it.
Time StartOf(const v1::CompiledZone& zone, std::chrono::local_days day);

}  // namespace docket::setting
