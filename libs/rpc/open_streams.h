#pragma once

// The streams that are open, so that a drain can end them: left alone, a tail would last as long as
// its client. Nobody outside libs/rpc includes it.

#include <map>
#include <memory>
#include <mutex>

namespace docket::rpc {

class OpenStream {
 public:
  virtual ~OpenStream() = default;
  // Asks for an end with UNAVAILABLE as soon as nothing is lost by it.
  virtual void Drain() = 0;
};

// Any thread.
class OpenStreams {
 public:
  // False once DrainAll was called.
  bool Add(const std::shared_ptr<OpenStream>& stream);
  void Remove(OpenStream& stream);

  // Drains all that are open; no more are taken.
  void DrainAll();

 private:
  std::mutex mutex_;
  bool draining_ = false;
  std::map<OpenStream*, std::weak_ptr<OpenStream>> streams_;
};

}  // namespace docket::rpc
