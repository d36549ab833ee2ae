#pragma once

// What a unit has done since it was opened, counted for metrics. Told by the thread that steps the
// unit, read by any; counts of one moment need not agree with each other.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace docket::runtime {

enum class UnitCount {
  // Records of its inputs by what acceptance.h says of them.
  kAccepted,
  kDuplicate,
  kLostRace,
  kStale,
  kForeignPrev,
  // Of all these, those that were not fetched from the log.
  kFromMemory,
  // Copies made for the quarantine.
  kQuarantined,
  // Commits that the log acknowledged.
  kAppended,
  // Commands that were done already, refused, or overtaken by another owner's commit; appends that
  // were sent again; calls that were not answered in time.
  kDoneBefore,
  kRejected,
  kRacesLost,
  kResent,
  kDeadlinesPassed,
};

class UnitCounts {
 public:
  uint64_t of(UnitCount count) const { return At(count).load(std::memory_order_relaxed); }
  void Set(UnitCount count, uint64_t value) {
    counts_[static_cast<size_t>(count)].store(value, std::memory_order_relaxed);
  }

 private:
  const std::atomic<uint64_t>& At(UnitCount count) const {
    return counts_[static_cast<size_t>(count)];
  }

  std::array<std::atomic<uint64_t>, static_cast<size_t>(UnitCount::kDeadlinesPassed) + 1> counts_{};
};

}  // namespace docket::runtime
