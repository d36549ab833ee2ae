#pragma once

// The threads on which reads look into stores, so that gRPC's own never wait for a disk. What waits
// is bounded. Thread-safe.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace docket::runtime {

class ReadPool {
 public:
  // Two threads serve what one machine reads (kernel.md 7).
  static constexpr size_t kThreads = 2;
  static constexpr size_t kWaitingMax = 4096;

  ReadPool();
  // Runs what was taken, then ends. What the reads look at must live until then.
  ~ReadPool();
  ReadPool(const ReadPool&) = delete;
  ReadPool& operator=(const ReadPool&) = delete;

  // Runs `read` on a thread of the pool; false, and nothing is run, if too much waits.
  bool Run(std::function<void()> read);

 private:
  void Work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace docket::runtime
