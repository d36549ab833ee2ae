#pragma once

// The stream of a call that takes long, as the thread sees it that does the work: what it writes
// waits for room, and it hears when the caller has gone.

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

#include "libs/base/time.h"
#include "libs/ops/unit_answers.h"
#include "libs/rpc/stream.h"

namespace docket::ops {

// One thread.
template <typename Response>
class LongCall {
 public:
  explicit LongCall(rpc::ResponseStream<Response> stream) : stream_(std::move(stream)) {
    stream_.SetWaker([wake = wake_] {
      const std::lock_guard lock(wake->mutex);
      wake->woken = true;
      wake->changed.notify_one();
    });
  }

  // Writes `response` once there is room. CANCELLED if the caller has gone.
  absl::Status Send(const Response& response) {
    while (true) {
      switch (stream_.Write(response)) {
        case rpc::Sent::kTaken: return absl::OkStatus();
        case rpc::Sent::kClosed: return MakeStatus(absl::StatusCode::kCancelled, "nobody listens");
        case rpc::Sent::kFull: wake_->Wait();
      }
    }
  }

  // Tells of progress with `unit`, as often as the proto says and where there is room.
  Report ReportOn(const runtime::HostedUnit& unit) {
    return [this, &unit](uint64_t done, uint64_t total) {
      const std::chrono::nanoseconds now = SystemInstant().monotonic;
      if (now - told_ < kTellEvery) return !stream_.closed();
      told_ = now;
      Response response;
      *response.mutable_progress()->mutable_unit() = UnitOf(unit);
      response.mutable_progress()->set_done(done);
      response.mutable_progress()->set_total(total);
      return stream_.Write(response) != rpc::Sent::kClosed;
    };
  }

  void End(const absl::Status& status) { stream_.End(status); }

 private:
  static constexpr std::chrono::milliseconds kTellEvery{500};

  // Outlives the call, for the stream may wake it when the work is over.
  struct Wake {
    std::mutex mutex;
    std::condition_variable changed;
    bool woken = false;

    void Wait() {
      std::unique_lock lock(mutex);
      changed.wait(lock, [this] { return std::exchange(woken, false); });
    }
  };

  rpc::ResponseStream<Response> stream_;
  const std::shared_ptr<Wake> wake_ = std::make_shared<Wake>();
  std::chrono::nanoseconds told_ = SystemInstant().monotonic;
};

}  // namespace docket::ops
