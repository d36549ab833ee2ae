#include "libs/rpc/open_streams.h"

#include <vector>

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

void OpenStreams::DrainAll() {
  std::vector<std::shared_ptr<OpenStream>> open;
  {
    const std::lock_guard lock(mutex_);
    draining_ = true;
    for (const auto& [place, stream] : streams_) {
      if (auto held = stream.lock(); held != nullptr) open.push_back(std::move(held));
    }
  }
  // Not under the lock: a stream that ends removes itself.
  for (const std::shared_ptr<OpenStream>& stream : open) stream->Drain();
}

}  // namespace docket::rpc
