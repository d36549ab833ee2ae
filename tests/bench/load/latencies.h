#pragma once

// How long each of many things took, and what is said about all of them. One thread.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include <nlohmann/json.hpp>

namespace docket::bench {

class Latencies {
 public:
  void Add(std::chrono::nanoseconds took) { nanos_.push_back(took.count()); }

  // {count, seconds, rate, p50_us, p99_us, p999_us} of `count` things done in `took` altogether.
  nlohmann::json ToJson(uint64_t count, std::chrono::nanoseconds took) {
    std::ranges::sort(nanos_);
    const double seconds = std::chrono::duration<double>(took).count();
    return {{"count", count},
            {"seconds", seconds},
            {"rate", static_cast<double>(count) / seconds},
            {"p50_us", MicrosAt(0.50)},
            {"p99_us", MicrosAt(0.99)},
            {"p999_us", MicrosAt(0.999)}};
  }

 private:
  // Nearest rank.
  double MicrosAt(double share) const {
    if (nanos_.empty()) return 0;
    const auto rank = static_cast<size_t>(share * static_cast<double>(nanos_.size()));
    return static_cast<double>(nanos_[std::min(rank, nanos_.size() - 1)]) / 1000;
  }

  std::vector<int64_t> nanos_;
};

}  // namespace docket::bench
