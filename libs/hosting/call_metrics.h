#pragma once

// Calls by method and code, and how long they took: counted where they end, without a lock.

#include <array>
#include <atomic>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "libs/rpc/server.h"
#include "libs/runtime/metric_page.h"

namespace docket::hosting {

// Any thread, but for the constructor.
class CallMetrics final : public rpc::CallObserver {
 public:
  // For calls of `services`, and no other.
  explicit CallMetrics(const std::vector<rpc::Service>& services);

  void OnCall(const rpc::CallOutcome& outcome) override;

  // Methods and codes that were not called are left out of the counts, not of the durations.
  void AddTo(runtime::MetricPage& page) const;

 private:
  // In seconds: from what a call costs at least to the longest deadline.
  static constexpr std::array<double, 14> kBounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                  0.1,    0.25,  0.5,    1,     2.5,  10,    30};
  static constexpr size_t kCodes = 17;  // gRPC's.

  struct Calls {
    std::array<std::atomic<uint64_t>, kCodes> by_code{};
    std::array<std::atomic<uint64_t>, kBounds.size() + 1> by_duration{};
    std::atomic<int64_t> nanoseconds{0};
  };

  // Filled at the start and only looked up since.
  std::map<std::string, Calls, std::less<>> by_method_;
};

}  // namespace docket::hosting
