#pragma once

// Who steps the units, and by which time: as many threads as cores by the clock of the machine, or
// one thread by the time of the log (libs/runtime/log_clock.h).

#include <memory>
#include <optional>
#include <vector>

#include "libs/eventing/unit_doors.h"
#include "libs/runtime/log_clock.h"
#include "libs/runtime/unit_threads.h"
#include "services/docket/host.h"
#include "services/docket/units.h"
#include "services/intake/api/ticket_watches.h"

namespace docket {

class Clock {
 public:
  // `units` outlive it.
  Clock(ClockKind kind, std::vector<HostUnit>& units);
  // Takes its wakers back; after Stop, if it was started.
  ~Clock();

  // Where others put commands for the units and read their rows, in the order of the units.
  std::vector<eventing::UnitDoor> Doors();

  // Held by each open stream of commands; FAILED_PRECONDITION if one more may not be.
  absl::StatusOr<std::shared_ptr<void>> TakeStream();

  // Assigns all units and steps them, and beside them `watches`, which hears of what they write and
  // goes after Stop.
  void Start(intake::TicketWatches& watches);
  // Returns when nothing is stepped any more.
  void Stop();

  // OK, or why time cannot go on. Any thread.
  absl::Status fault() const;

 private:
  using Groups = std::vector<std::vector<eventing::Stepped*>>;

  // What each thread steps.
  Groups ByWall();
  Groups ByLog();

  std::vector<HostUnit>& units_;
  std::optional<runtime::LogClock> log_clock_;
  std::unique_ptr<runtime::UnitThreads> threads_;
};

}  // namespace docket
