#pragma once

// Questions to a log for whoever may wait for its answers: when a unit is opened, and for
// operators. Loops ask and never wait (event_log.h).

#include "libs/base/status.h"
#include "libs/log/event_log.h"
#include "libs/store/projection_store.h"

namespace docket::runtime {

// An offset above every record of `place` that was acknowledged before; `known` is as for
// EventLog::QueryEnd. Waits up to ten seconds, longer by what the log may doubt where something is
// known; UNAVAILABLE if it has not answered by then.
absl::StatusOr<log::Offset> AwaitEnd(log::EventLog& log, const log::TopicPartition& place,
                                     log::Offset known = 0);

// Reads at `offset` of `place`, which is known to end at `end` behind it, and waits while what
// stands there is still being fetched. UNAVAILABLE if the log does not give it in time.
absl::StatusOr<log::ReadResult> AwaitRead(log::EventLog& log, const log::TopicPartition& place,
                                          log::Offset offset, const log::ReadLimits& limits,
                                          log::Offset end);

// Whether a store at `position` of `place` is of this log: the log reaches so far, and the record
// folded last is the one that stands there. FAILED_PRECONDITION says what is there instead; the
// store is to be set aside. OUT_OF_RANGE if the log ends before: it has lost what was acknowledged,
// which no rebuild mends and nobody may skip. UNAVAILABLE as above. A log without such a topic is
// as one without records; one that cannot read the record is taken at its word, for the fault is
// its own.
absl::Status CheckAgainstLog(log::EventLog& log, const log::TopicPartition& place,
                             const store::Position& position);

}  // namespace docket::runtime
