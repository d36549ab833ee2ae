#pragma once

// Who steps the units, and by which time: as many threads as cores by the clock of the machine, or
// one thread by the time of the log (libs/runtime/log_clock.h).

#include <memory>
#include <optional>
#include <vector>

#include "libs/eventing/unit_doors.h"
#include "libs/hosting/options.h"
#include "libs/hosting/service.h"
#include "libs/runtime/hosted_unit.h"
#include "libs/runtime/log_clock.h"
#include "libs/runtime/unit_threads.h"

namespace docket::hosting {

class Clock {
 public:
  // `units` outlive it.
  Clock(ClockKind kind, std::vector<runtime::HostedUnit*> units);
  // Takes its wakers back; after Stop, if it was started.
  ~Clock();

  // Where others put commands for `unit`, one of the units, and read its rows.
  eventing::UnitDoor DoorOf(size_t unit);

  // Held by each open stream of commands; FAILED_PRECONDITION if one more may not be.
  absl::StatusOr<std::shared_ptr<void>> TakeStream();

  // What is stepped beside units[i] hears of what it writes and goes after Stop.
  void Attach(size_t unit, Api& api);

  // Steps everything from now on.
  void Start();
  // Returns when nothing is stepped any more.
  void Stop();

  // OK, or why time cannot go on. Any thread.
  absl::Status fault() const;

 private:
  using Groups = std::vector<std::vector<eventing::Stepped*>>;

  // What each thread steps.
  Groups ByWall();
  Groups ByLog();

  const std::vector<runtime::HostedUnit*> units_;
  std::vector<Api*> apis_;
  std::optional<runtime::LogClock> log_clock_;
  std::unique_ptr<runtime::UnitThreads> threads_;
};

}  // namespace docket::hosting
