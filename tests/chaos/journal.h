#pragma once

// What clients asked and what they were told, for who judges them afterwards.

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace docket::chaos {

// One request of one caller, however often it was sent.
struct Asked {
  enum class Outcome {
    kDone,     // The receipt says where it is.
    kRefused,  // By the domain.
    kUnknown,  // It may be done or not: nobody said so in time.
  };

  std::string actor;  // As metadata has it: "agent:chaos-3".
  std::string request_id;
  Outcome outcome = Outcome::kUnknown;
  std::string ticket_id{};
  uint64_t version = 0;        // Of kDone.
  std::string time{};          // Of kDone, as text.
  std::string reason{};        // Of kRefused and kUnknown.
  uint32_t unknown_tries = 0;  // Tries before that, of which nobody said what became of them.
  // Of an opening, so that it can be asked again.
  std::string customer{};
};

// Thread-safe.
class Journal {
 public:
  void Add(Asked asked) {
    const std::lock_guard lock(mutex_);
    if (asked.outcome == Asked::Outcome::kDone) ++done_;
    asked_.push_back(std::move(asked));
  }
  // How many requests were done so far.
  uint64_t done() const {
    const std::lock_guard lock(mutex_);
    return done_;
  }
  std::vector<Asked> Take() {
    const std::lock_guard lock(mutex_);
    return std::move(asked_);
  }

 private:
  mutable std::mutex mutex_;
  uint64_t done_ = 0;
  std::vector<Asked> asked_;
};

}  // namespace docket::chaos
