#pragma once

// The edge of one life of a process. Every port call passes it; from the cut on nothing does, so
// whatever the code still does leaves no trace: a crash at that very call.

#include <cstdint>
#include <functional>
#include <optional>

namespace docket::simulation {

class Gate {
 public:
  // `on_cut` is called once, at the cut.
  explicit Gate(std::function<void()> on_cut) : on_cut_(std::move(on_cut)) {}

  bool open() const { return open_; }

  // Called at each port call, before it; false if the process is dead by now.
  bool Pass() {
    if (open_ && calls_left_.has_value() && (*calls_left_)-- == 0) Cut();
    return open_;
  }

  // Cuts before the port call after the next `calls`.
  void CutAfter(uint64_t calls) { calls_left_ = calls; }
  void Cut() {
    if (!open_) return;
    open_ = false;
    on_cut_();
  }

 private:
  const std::function<void()> on_cut_;
  bool open_ = true;
  std::optional<uint64_t> calls_left_;
};

}  // namespace docket::simulation
