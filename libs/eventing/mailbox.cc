#include "libs/eventing/mailbox.h"

#include <algorithm>
#include <iterator>

namespace docket::eventing {

void Mailbox::SetWaker(log::Waker* waker) {
  const std::lock_guard lock(waker_mutex_);
  waker_ = waker;
}

bool Mailbox::Put(Command& command) {
  {
    const std::lock_guard lock(mutex_);
    if (commands_.size() >= commands_max_) return false;
    commands_.push_back(std::move(command));
  }
  const std::lock_guard lock(waker_mutex_);
  if (waker_ != nullptr) waker_->Wake();
  return true;
}

std::vector<Command> Mailbox::Take(size_t commands_max) {
  const std::lock_guard lock(mutex_);
  const auto count = static_cast<std::ptrdiff_t>(std::min(commands_max, commands_.size()));
  std::vector<Command> taken(std::make_move_iterator(commands_.begin()),
                             std::make_move_iterator(commands_.begin() + count));
  commands_.erase(commands_.begin(), commands_.begin() + count);
  return taken;
}

std::vector<Command> Mailbox::TakeExpired(std::chrono::nanoseconds now) {
  const std::lock_guard lock(mutex_);
  std::vector<Command> expired;
  std::erase_if(commands_, [&](Command& command) {
    const bool passed = command.deadline.has_value() && *command.deadline <= now;
    if (passed) expired.push_back(std::move(command));
    return passed;
  });
  return expired;
}

}  // namespace docket::eventing
