#pragma once

// One clock: how it runs, rests and ends, and what it keeps by that. Inside the library; whether
// and when any of it happens is said in fold.h.

#include <optional>
#include <string_view>

#include "libs/base/time.h"
#include "libs/sla/clock_state.pb.h"

namespace docket::sla {

// Running or resting: neither stopped nor cancelled.
bool IsLive(const Clock& clock);

// A resting clock runs from `now` on. What was due before counts no more.
void Run(Time now, Clock& clock);

// A running clock rests from `now` on.
void Pause(Time now, Clock& clock);

// A running clock has a segment end at `now` and the next begin. Deadline and dues stay as they
// were set until they are set anew.
void Split(Time now, Clock& clock);

// A live clock ends at `now`, in a phase that is not live.
void Stop(Time now, Clock::Phase phase, Clock& clock);

// The clock is to have run from `start` to `end` as well.
void AddSegment(Time start, Time end, Clock& clock);

// What it has used is known up to its running segment.
void SetUsed(std::chrono::milliseconds used, Clock& clock);

// When its breach is due, while that is not recorded: an owed one before all, else the deadline of
// a clock that runs.
std::optional<Time> BreachDue(const Clock& clock);

// Whether its promise is broken, recorded or not, as far as its ended segments tell.
bool IsBroken(const Clock& clock);

// Whether `level_id` has happened in it or was skipped.
bool HasFired(const Clock& clock, std::string_view level_id);

}  // namespace docket::sla
