#pragma once

// The only door for other threads into a partition unit: bounded, and full means shed at once.
// Thread-safe.

#include <chrono>
#include <deque>
#include <mutex>
#include <vector>

#include "libs/eventing/command.h"
#include "libs/log/event_log.h"

namespace docket::eventing {

// Where other threads put commands for a unit.
class CommandDoor {
 public:
  virtual ~CommandDoor() = default;

  // Takes `command`, whose reply is then called once, by the door or by the unit behind it; false,
  // with the command untouched, if there is no room.
  virtual bool Put(Command& command) = 0;
};

class Mailbox final : public CommandDoor {
 public:
  explicit Mailbox(size_t commands_max) : commands_max_(commands_max) {}

  // Who is told that something was put; null for nobody.
  void SetWaker(log::Waker* waker);

  // Puts `command` and wakes the unit; false, with the command untouched, if the mailbox is full.
  bool Put(Command& command) override;

  // Takes up to `commands_max` commands, in the order they were put.
  std::vector<Command> Take(size_t commands_max);

  // Takes those whose deadline is not after `now`, of the monotonic clock.
  std::vector<Command> TakeExpired(std::chrono::nanoseconds now);

 private:
  const size_t commands_max_;
  std::mutex mutex_;
  std::deque<Command> commands_;
  // Apart from the other, which is the first thing that a woken unit takes.
  std::mutex waker_mutex_;
  log::Waker* waker_ = nullptr;
};

}  // namespace docket::eventing
