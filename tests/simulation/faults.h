#pragma once

// The classes of faults that a seed may have, each in half of the seeds, and what they do to the
// log.

#include <bitset>
#include <optional>
#include <string>
#include <string_view>

#include "libs/eventing/unit.h"
#include "libs/testing/simulated_log_faults.h"
#include "tests/simulation/stream.h"

namespace docket::simulation {

enum class Fault : uint8_t {
  kAcks,       // Appends of unknown outcome, landed or not; producers that die.
  kLate,       // Appends that land long after their writer was told that nothing is known.
  kTwice,      // Appends that land twice.
  kPartial,    // Appends of which a prefix lands, or others' records between theirs.
  kGaps,       // Offsets that nothing stands at.
  kReads,      // Reads that give nothing for a while, or little.
  kQuestions,  // Questions for ends and kept positions that fail, queues that are full.
  kCrashes,
  kDisks,    // After a crash, the disk of a unit is lost.
  kFreezes,  // Processes that stand still, lose what they own, and go on with old state.
  kMoves,    // Partitions that change hands without need, some of them often.
  kClocks,
  kCalls,     // Requests and answers lost, late or delivered twice.
  kPlanted,   // Records that no correct writer made.
  kSmall,     // Units that take and hold little at a time.
  kRebuilds,  // Units that are told to fold all again.
};
inline constexpr size_t kFaultCount = 16;

class Faults {
 public:
  static Faults Draw(Stream& stream);
  // "acks,late"; "none" and "all". None if a name is unknown.
  static std::optional<Faults> Parse(std::string_view names);

  bool Has(Fault fault) const { return bits_.test(static_cast<size_t>(fault)); }
  std::string ToText() const;
  docket::testing::SimulatedLogFaults OfLog() const;
  eventing::UnitBounds DrawBounds(Stream& stream) const;

 private:
  std::bitset<kFaultCount> bits_;
};

}  // namespace docket::simulation
