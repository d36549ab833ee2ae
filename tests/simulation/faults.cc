#include "tests/simulation/faults.h"

#include <algorithm>
#include <array>

namespace docket::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::array<std::string_view, kFaultCount> kNames = {
    "acks",  "late",    "twice", "partial", "gaps",  "reads",   "questions", "crashes",
    "disks", "freezes", "moves", "clocks",  "calls", "planted", "small",     "rebuilds"};

}  // namespace

Faults Faults::Draw(Stream& stream) {
  Faults faults;
  for (size_t fault = 0; fault < kFaultCount; ++fault) faults.bits_.set(fault, stream.OneIn(2));
  return faults;
}

std::optional<Faults> Faults::Parse(std::string_view names) {
  Faults faults;
  if (names == "all") faults.bits_.set();
  if (names == "all" || names == "none") return faults;
  while (!names.empty()) {
    const size_t end = std::min(names.find(','), names.size());
    const auto found = std::ranges::find(kNames, names.substr(0, end));
    if (found == kNames.end()) return std::nullopt;
    faults.bits_.set(static_cast<size_t>(found - kNames.begin()));
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return faults;
}

std::string Faults::ToText() const {
  std::string text;
  for (size_t fault = 0; fault < kFaultCount; ++fault) {
    if (!bits_.test(fault)) continue;
    if (!text.empty()) text += ',';
    text += kNames[fault];
  }
  return text.empty() ? "none" : text;
}

eventing::UnitBounds Faults::DrawBounds(Stream& stream) const {
  if (!Has(Fault::kSmall)) return {};
  return {.records_per_step_max = 1 + stream.Below(3),
          .records_per_append_max = 1 + stream.Below(3),
          .near_timers_max = 1 + stream.Below(4),
          .pending_demands_max = 1 + stream.Below(4)};
}

docket::testing::SimulatedLogFaults Faults::OfLog() const {
  const auto given = [this](Fault fault, double probability) {
    return Has(fault) ? probability : 0;
  };
  docket::testing::SimulatedLogFaults log;
  log.ack_lost = given(Fault::kAcks, 0.06);
  log.not_written = given(Fault::kAcks, 0.06);
  log.producer_dies = given(Fault::kAcks, 0.02);
  log.place_unknown = given(Fault::kAcks, 0.2);
  log.written_late = given(Fault::kLate, 0.06);
  log.written_twice = given(Fault::kTwice, 0.1);
  log.cut_short = given(Fault::kPartial, 0.1);
  log.spread = given(Fault::kPartial, 0.3);
  log.gap = given(Fault::kGaps, 0.1);
  log.stall = given(Fault::kReads, 0.1);
  log.short_read = given(Fault::kReads, 0.3);
  log.end_fails = given(Fault::kQuestions, 0.2);
  log.position_fails = given(Fault::kQuestions, 0.2);
  log.queue_full = given(Fault::kQuestions, 0.05);
  log.latency_max = milliseconds(10);
  log.unknown_max = seconds(3);
  log.late_max = seconds(20);
  log.stall_max = seconds(2);
  return log;
}

}  // namespace docket::simulation
