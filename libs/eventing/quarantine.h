#pragma once

// What cannot be read as what its topic holds is passed over by all readers alike, but never in
// silence: a copy with its origin and the reason goes to docket.quarantine.v1 first.

#include <string_view>

#include "libs/log/event_log.h"

namespace docket::eventing {

// The copy of the record `record` that stands at `offset` of `place`. Its value is cut where the
// copy would otherwise be larger than a record may be.
log::Record QuarantineCopy(const log::TopicPartition& place, log::Offset offset,
                           const log::Record& record, std::string_view reason);

// Where copies from partition `partition` go. NOT_FOUND if there is no quarantine.
absl::StatusOr<log::TopicPartition> QuarantinePlace(const log::EventLog& log, int32_t partition);

}  // namespace docket::eventing
