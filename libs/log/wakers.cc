#include "libs/log/wakers.h"

namespace docket::log {

void Wakers::Set(const void* owner, Waker* waker) {
  const std::lock_guard lock(mutex_);
  std::erase_if(wakers_, [&](const auto& entry) { return entry.first == owner; });
  if (waker != nullptr) wakers_.emplace_back(owner, waker);
}

void Wakers::Wake() {
  const std::lock_guard lock(mutex_);
  for (const auto& [owner, waker] : wakers_) waker->Wake();
}

void Wakers::Wake(const void* owner) {
  const std::lock_guard lock(mutex_);
  for (const auto& [whose, waker] : wakers_) {
    if (whose == owner) waker->Wake();
  }
}

}  // namespace docket::log
