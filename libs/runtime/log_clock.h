#pragma once

// A host's time, told by the history that it takes in (kernel.md 8): all units on one thread in a
// fixed order, and `now` is the instant of the recorded command that is being admitted. Before that
// everything earlier has happened: each command is decided and folded, each reaction has arrived,
// each timer due earlier has fired one millisecond after it was due. So the same commands give the
// same commits, byte for byte.
//
//   LogClock clock(units, greatest_commit_time);
//   UnitThreads threads({{&clock}});
//
// Commands of one instant are admitted together, one for each aggregate. Time never runs back: a
// command from before `now`, of an import that is repeated or of another source, is admitted at
// `now`, keeps its own instant as its commit's time, and finds that what was due meanwhile has
// fired.
//
// Step is for one thread, the rest for any.

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "libs/eventing/mailbox.h"
#include "libs/eventing/partition_loop.h"

namespace docket::runtime {

// A unit, its loop, and where it takes its commands; nobody else puts any there. All outlive the
// clock.
struct ClockedUnit {
  eventing::Stepped* unit = nullptr;
  eventing::PartitionLoop* loop = nullptr;
  eventing::Mailbox* mailbox = nullptr;
};

class LogClock final : public eventing::Stepped {
 public:
  // Commands that may wait to be admitted.
  static constexpr size_t kWaitingMax = 4096;
  // Commands admitted together: no more than a unit takes in one step, so that their order does not
  // depend on how fast the log answers.
  static constexpr size_t kRoundMax = 256;

  using GreatestTime = std::function<absl::StatusOr<Time>()>;

  // `greatest_time` is asked once, when all units serve: the time of the latest commit there is.
  LogClock(std::vector<ClockedUnit> units, GreatestTime greatest_time);
  ~LogClock() override;

  // Who is told that a step has something to do; set before the first step, outlives the clock.
  void SetWaker(log::Waker* waker) { waker_ = waker; }

  // Where the recorded commands of units[index] are put, in their order. Others are refused there,
  // FAILED_PRECONDITION. As long as the clock.
  eventing::CommandDoor& door(size_t index);

  // Held by the one stream of commands that may be open; UNAVAILABLE while another is.
  absl::StatusOr<std::shared_ptr<void>> TakeStream();

  // Steps the units in turn, with the wall clock at the log's time, up to the first that has
  // something to do.
  eventing::Turn Step(Instant now) override;

  // OK, or why time cannot go on.
  absl::Status fault() const;

 private:
  class Door;
  struct Waiting {
    Time instant;
    eventing::Mailbox* mailbox;
    eventing::Command command;
  };

  bool Put(eventing::Mailbox& mailbox, eventing::Command& command);
  // Nothing more happens at this instant: goes on to the next, if there is one.
  absl::StatusOr<bool> GoOn();
  absl::StatusOr<std::optional<Time>> NextDue() const;
  void AdmitRound();

  const std::vector<ClockedUnit> units_;
  const GreatestTime greatest_time_;
  std::vector<std::unique_ptr<Door>> doors_;
  log::Waker* waker_ = nullptr;

  Time now_{};
  bool started_ = false;
  size_t current_ = 0;
  bool worked_ = false;              // A unit has, since the first one's turn.
  std::chrono::nanoseconds wake_{};  // The earliest of the units, since the first one's turn.

  mutable std::mutex mutex_;
  std::deque<Waiting> waiting_;
  std::weak_ptr<void> stream_;
  absl::Status fault_;
};

}  // namespace docket::runtime
