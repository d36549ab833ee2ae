#pragma once

// The streams that are open, so that those can be ended that nobody reads, and all of them by a
// drain: left alone, a tail would last as long as its client. Nobody outside libs/rpc includes it.

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "libs/base/time.h"

namespace docket::rpc {

class OpenStream {
 public:
  virtual ~OpenStream() = default;
  // Asks for an end with UNAVAILABLE as soon as nothing is lost by it.
  virtual void Drain() = 0;
  // Ends it, whatever waits, if one and the same message has been on its way to the
  // client since a look that was `unread_max` before `now`.
  virtual void DropUnread(Instant now, std::chrono::nanoseconds unread_max) = 0;
};

// Any thread.
class OpenStreams {
 public:
  // False once DrainAll was called.
  bool Add(const std::shared_ptr<OpenStream>& stream);
  void Remove(OpenStream& stream);

  // Drains all that are open; no more are taken.
  void DrainAll();
  // Looks at each that is open.
  void DropUnread(Instant now, std::chrono::nanoseconds unread_max);

 private:
  // With the lock held.
  std::vector<std::shared_ptr<OpenStream>> Held() const;

  std::mutex mutex_;
  bool draining_ = false;
  std::map<OpenStream*, std::weak_ptr<OpenStream>> streams_;
};

}  // namespace docket::rpc
