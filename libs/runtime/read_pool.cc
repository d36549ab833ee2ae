#include "libs/runtime/read_pool.h"

#include <utility>

namespace docket::runtime {

ReadPool::ReadPool() {
  for (size_t i = 0; i < kThreads; ++i) threads_.emplace_back(&ReadPool::Work, this);
}

ReadPool::~ReadPool() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool ReadPool::Run(std::function<void()> read) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kWaitingMax) return false;
    waiting_.push_back(std::move(read));
  }
  changed_.notify_one();
  return true;
}

void ReadPool::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const std::function<void()> read = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    read();
    lock.lock();
  }
}

}  // namespace docket::runtime
