#pragma once

// What clients asked and what they were told, for who judges them afterwards.

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include <google/protobuf/timestamp.pb.h>

#include "libs/base/id.h"
#include "tests/chaos/fleet.h"

namespace docket::chaos {

// One request of one caller, however often it was sent.
struct Asked {
  enum class Outcome {
    kDone,     // The receipt says where it is.
    kRefused,  // By the domain.
    kFailed,   // A server said that it is at fault.
    kUnknown,  // It may be done or not: nobody said so in time.
  };

  std::string actor;  // As metadata has it: "agent:chaos-3".
  std::string request_id;
  Outcome outcome = Outcome::kUnknown;
  std::string ticket_id{};
  uint64_t version = 0;                // Of kDone.
  google::protobuf::Timestamp time{};  // Of kDone.
  std::string reason{};                // Of all but kDone.
  uint32_t unknown_tries = 0;  // Tries before that, of which nobody said what became of them.
  // Of an opening, so that it can be asked again.
  std::string customer{};
};

// Thread-safe.
class Journal {
 public:
  void Add(Asked asked) {
    const std::lock_guard lock(mutex_);
    if (asked.outcome == Asked::Outcome::kDone) ++done_[PartitionOf(asked.ticket_id)];
    asked_.push_back(std::move(asked));
  }
  // How many requests about tickets of each partition were done so far.
  std::array<uint64_t, kPartitions> done() const {
    const std::lock_guard lock(mutex_);
    return done_;
  }
  std::vector<Asked> Take() {
    const std::lock_guard lock(mutex_);
    return std::move(asked_);
  }

 private:
  static size_t PartitionOf(const std::string& ticket_id) {
    return static_cast<size_t>(TicketId::Parse(ticket_id).value().slot().PartitionOf(kPartitions));
  }

  mutable std::mutex mutex_;
  std::array<uint64_t, kPartitions> done_{};
  std::vector<Asked> asked_;
};

}  // namespace docket::chaos
