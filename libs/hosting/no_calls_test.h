#pragma once

// An API that nobody calls, for tests of hosts.

#include <chrono>
#include <vector>

#include "libs/hosting/service.h"

namespace docket::hosting {

class NoCalls final : public Api {
 public:
  std::vector<rpc::Service> Services() override { return {}; }
  void SetWaker(log::Waker* /*waker*/) override {}
  log::Waker& progress_waker() override { return deaf_; }
  eventing::Turn Step(Instant now) override {
    now.monotonic += std::chrono::seconds(1);
    return {false, now};
  }

 private:
  class Deaf final : public log::Waker {
    void Wake() override {}
  };
  Deaf deaf_;
};

}  // namespace docket::hosting
