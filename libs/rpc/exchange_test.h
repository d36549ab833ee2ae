#pragma once

// What tests of exchanges share.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "docket/toy/v1/desk_service.pb.h"
#include "libs/rpc/reply.h"

namespace docket::rpc::testing {

inline toy::v1::SubmitRequest Numbered(int64_t number) {
  toy::v1::SubmitRequest request;
  request.set_number(number);
  return request;
}

// Keeps requests unanswered until the test says so.
class Pile {
 public:
  void Put(const toy::v1::SubmitRequest& request, Reply<toy::v1::SubmitResponse> reply) {
    const std::lock_guard lock(mutex_);
    replies_.emplace_back(request.number(), std::move(reply));
    changed_.notify_all();
  }

  // Whether `count` requests have come, waiting for them.
  bool Await(size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20),
                             [&] { return replies_.size() >= count; });
  }
  size_t size() {
    const std::lock_guard lock(mutex_);
    return replies_.size();
  }

  // Answers the request that came as number `index`.
  void Answer(size_t index, size_t bytes = 0) {
    std::unique_lock lock(mutex_);
    const auto [number, reply] = replies_[index];
    lock.unlock();
    toy::v1::SubmitResponse response;
    response.set_number(number);
    response.set_content(std::string(bytes, 'x'));
    reply(response);
  }
  void Answer(size_t index, const absl::Status& status) {
    std::unique_lock lock(mutex_);
    const Reply<toy::v1::SubmitResponse> reply = replies_[index].second;
    lock.unlock();
    reply(status);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::pair<int64_t, Reply<toy::v1::SubmitResponse>>> replies_;
};

}  // namespace docket::rpc::testing
