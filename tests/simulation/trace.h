#pragma once

// What a run did, step by step: a hash that two runs of one seed must agree on and, when recording,
// the last steps as text.

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace docket::simulation {

// Mixes `text` into `hash`; equal on every machine.
uint64_t HashOf(std::string_view text, uint64_t hash);

class Trace {
 public:
  static constexpr size_t kKept = 200;

  explicit Trace(bool recording) : recording_(recording) {}

  // `actor` did `what` at `when`; "b" "crashes" "at a port call".
  void Add(std::chrono::nanoseconds when, std::string_view actor, std::string_view what,
           std::string_view detail = {});

  uint64_t hash() const { return hash_; }
  // The last steps, oldest first; none unless recording.
  const std::deque<std::string>& last() const { return last_; }

 private:
  const bool recording_;
  uint64_t hash_ = 0;
  size_t steps_ = 0;
  std::deque<std::string> last_;
};

}  // namespace docket::simulation
