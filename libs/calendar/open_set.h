#pragma once

// From local hours to instants. A boundary that the clock skipped becomes the first instant after
// the gap. Of a boundary that it showed twice, an opening is the earlier and a closing the later
// instant. Pieces that are emptied so vanish, as do dates that the zone skipped; the open set is
// the union of what remains, so overlapping and touching pieces are one.

#include <chrono>
#include <vector>

#include "docket/setting/v1/calendar.pb.h"
#include "libs/calendar/zone_table.h"

namespace docket::calendar {

// What of a zone OpenSet has to know for `range`: a local date that begins in it, and one reaching
// into it, may lie outside for most of it.
TimeRange ZoneRangeFor(const TimeRange& range);

// When `calendar`, which has no faults, is open within `range`: ascending, none empty, and between
// two of them it is closed. `zone` covers ZoneRangeFor(range); less is a bug of the caller's.
std::vector<TimeRange> OpenSet(const setting::v1::Calendar& calendar, const ZoneTable& zone,
                               const TimeRange& range);

}  // namespace docket::calendar
