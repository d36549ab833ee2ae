#pragma once

// Where evidence comes in and oracles speak: owns the reference, the history and the oracles, and
// keeps the first violation.

#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/simulation/oracle.h"

namespace docket::simulation {

class Court {
 public:
  struct Options {
    int32_t partitions = 1;
    // Comma-separated; all if empty.
    std::string_view oracles;
    std::function<std::chrono::nanoseconds()> now;
  };
  explicit Court(const Options& options);

  const std::optional<Violation>& violation() const { return violation_; }
  const Reference& reference() const { return reference_; }
  const History& history() const { return history_; }

  void OnLanded(const log::TopicPartition& place, log::Offset offset, const log::Record& record);
  void OnWritten(const UnitRows& rows);
  void OnOpened(const UnitRows& rows);
  void OnCleared(const UnitRows& rows);
  void OnKept(const log::TopicPartition& place, log::Offset next);
  void AtQuiet(const std::vector<const UnitRows*>& units);

  // The next call, to be filled in.
  Call& NewCall();
  void OnAnswered(Call& call, Outcome outcome);
  void OnRead(const UnitRows& rows, const eventing::FoldedMap& token, const absl::Status& status);

  // A unit halts: a violation, unless the units of its kind and partition are to halt.
  void OnHalted(const UnitName& unit, std::string_view why);
  void ExpectHalts(Kind kind, int32_t partition) { halting_.emplace(kind, partition); }
  // Some machine's clock is ahead of true time by as much.
  void OnClockAhead(std::chrono::nanoseconds ahead);

  // For what no oracle looks at: a run that does not end, rows that differ between two folds.
  void Report(Violation violation);

 private:
  Reference reference_;
  History history_;
  Evidence evidence_;
  std::vector<std::unique_ptr<Oracle>> oracles_;
  std::optional<Violation> violation_;
  std::set<std::pair<Kind, int32_t>> halting_;
};

// The record header that marks what the simulation planted.
inline constexpr char kPlantedHeader[] = "planted";

}  // namespace docket::simulation
