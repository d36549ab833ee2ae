#include "libs/rpc/open_streams.h"

#include <utility>

namespace docket::rpc {

bool OpenStreams::Add(const std::shared_ptr<OpenStream>& stream) {
  const std::lock_guard lock(mutex_);
  if (!draining_) streams_.emplace(stream.get(), stream);
  return !draining_;
}

void OpenStreams::Remove(OpenStream& stream) {
  const std::lock_guard lock(mutex_);
  streams_.erase(&stream);
}

// A stream that ends removes itself, so it is ended when the lock is not held any more.
std::vector<std::shared_ptr<OpenStream>> OpenStreams::Held() const {
  std::vector<std::shared_ptr<OpenStream>> held;
  for (const auto& [place, stream] : streams_) {
    if (auto open = stream.lock(); open != nullptr) held.push_back(std::move(open));
  }
  return held;
}

void OpenStreams::DrainAll() {
  std::vector<std::shared_ptr<OpenStream>> open;
  {
    const std::lock_guard lock(mutex_);
    draining_ = true;
    open = Held();
  }
  for (const std::shared_ptr<OpenStream>& stream : open) stream->Drain();
}

void OpenStreams::DropUnread(Instant now, std::chrono::nanoseconds unread_max) {
  std::vector<std::shared_ptr<OpenStream>> open;
  {
    const std::lock_guard lock(mutex_);
    open = Held();
  }
  for (const std::shared_ptr<OpenStream>& stream : open) stream->DropUnread(now, unread_max);
}

}  // namespace docket::rpc
