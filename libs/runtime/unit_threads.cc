#include "libs/runtime/unit_threads.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace docket::runtime {

using std::chrono::nanoseconds;

namespace {

// A unit with nothing due names the end of time, which no clock can wait for: now and what is left
// of it would overflow.
constexpr nanoseconds kSleepMax = std::chrono::hours(1);

}  // namespace

class UnitThreads::Worker final : public log::Waker {
 public:
  explicit Worker(std::vector<eventing::Stepped*> units) : units_(std::move(units)) {}

  void Wake() override {
    bool notify = false;
    {
      const std::lock_guard lock(mutex_);
      notify = asleep_ && !woken_;
      woken_ = true;
    }
    if (notify) sleep_.notify_one();  // Unlocked, for whoever wakes takes the lock at once.
  }

  void Start() { thread_ = std::thread(&Worker::Run, this); }

  void Stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      sleep_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
  }

 private:
  void Run() {
    while (BeginRound()) {
      const eventing::Turn turn = Round();
      if (!turn.worked) SleepUntil(turn.wake.monotonic);
    }
  }

  // What wakes the thread from here on makes another round.
  bool BeginRound() {
    const std::lock_guard lock(mutex_);
    woken_ = false;
    return !stopping_;
  }

  eventing::Turn Round() {
    eventing::Turn round{false, {{}, nanoseconds::max()}};
    for (eventing::Stepped* unit : units_) {
      const eventing::Turn turn = unit->Step(SystemInstant());
      round.worked |= turn.worked;
      round.wake.monotonic = std::min(round.wake.monotonic, turn.wake.monotonic);
    }
    return round;
  }

  void SleepUntil(nanoseconds wake) {
    const nanoseconds ahead = wake - SystemInstant().monotonic;
    std::unique_lock lock(mutex_);
    asleep_ = true;
    sleep_.wait_for(lock, std::clamp(ahead, nanoseconds(0), kSleepMax),
                    [this] { return woken_ || stopping_; });
    asleep_ = false;
  }

  const std::vector<eventing::Stepped*> units_;
  std::mutex mutex_;
  std::condition_variable sleep_;
  bool woken_ = false;
  bool asleep_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

UnitThreads::UnitThreads(std::vector<std::vector<eventing::Stepped*>> groups) {
  for (std::vector<eventing::Stepped*>& group : groups) {
    workers_.push_back(std::make_unique<Worker>(std::move(group)));
  }
}

UnitThreads::~UnitThreads() { Stop(); }

log::Waker* UnitThreads::waker(size_t group) { return workers_[group].get(); }

void UnitThreads::Start() {
  for (const std::unique_ptr<Worker>& worker : workers_) worker->Start();
}

void UnitThreads::Stop() {
  for (const std::unique_ptr<Worker>& worker : workers_) worker->Stop();
}

}  // namespace docket::runtime
