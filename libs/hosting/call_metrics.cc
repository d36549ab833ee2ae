#include "libs/hosting/call_metrics.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace docket::hosting {
namespace {

using runtime::Metric;

constexpr Metric kCalls{"docket_rpc_calls_total",
                        "Calls that have ended, by method and gRPC status code."};
constexpr Metric kDuration{"docket_rpc_call_duration_seconds",
                           "How long calls took, streams included, from admission to status."};

}  // namespace

CallMetrics::CallMetrics(const std::vector<rpc::Service>& services) {
  for (const rpc::Service& service : services) {
    for (const rpc::Method& method : service.methods()) {
      by_method_['/' + service.name() + '/' + method.name];
    }
  }
}

void CallMetrics::OnCall(const rpc::CallOutcome& outcome) {
  const auto found = by_method_.find(outcome.method);
  const auto code = static_cast<size_t>(outcome.code);
  if (found == by_method_.end() || code >= kCodes) return;
  Calls& calls = found->second;
  const double seconds = std::chrono::duration<double>(outcome.took).count();
  const auto bound = std::ranges::lower_bound(kBounds, seconds);
  const auto bucket = static_cast<size_t>(bound - kBounds.begin());
  calls.by_code[code].fetch_add(1, std::memory_order_relaxed);
  calls.by_duration[bucket].fetch_add(1, std::memory_order_relaxed);
  calls.nanoseconds.fetch_add(outcome.took.count(), std::memory_order_relaxed);
}

void CallMetrics::AddTo(runtime::MetricPage& page) const {
  for (const auto& [method, calls] : by_method_) {
    for (size_t code = 0; code < kCodes; ++code) {
      const uint64_t count = calls.by_code[code].load(std::memory_order_relaxed);
      if (count == 0) continue;
      const std::string name = absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
      page.AddCounter(kCalls, {{"method", method}, {"code", name}}, count);
    }
    runtime::MetricHistogram durations{kBounds, {}, 0};
    for (const std::atomic<uint64_t>& count : calls.by_duration) {
      durations.counts.push_back(count.load(std::memory_order_relaxed));
    }
    durations.sum = static_cast<double>(calls.nanoseconds.load(std::memory_order_relaxed)) / 1e9;
    page.AddHistogram(kDuration, {{"method", method}}, durations);
  }
}

}  // namespace docket::hosting
