#include "tests/simulation/court.h"

#include <algorithm>

#include "tests/simulation/machine_clock.h"

namespace docket::simulation {

Court::Court(const Options& options)
    : evidence_{.reference = reference_,
                .history = history_,
                .partitions = options.partitions,
                .now = options.now,
                .wall = [now = options.now] { return WallAt(now()); },
                .clock_ahead_max = {},
                .report = [this](Violation violation) { Report(std::move(violation)); }},
      oracles_(MakeOracles(options.oracles, evidence_)) {
  for (const Kind kind : kKinds) {
    for (int32_t partition = 0; partition < options.partitions; ++partition) {
      reference_.Add(kind, partition);
    }
  }
}

void Court::Report(Violation violation) {
  if (!violation_.has_value()) violation_ = std::move(violation);
}

void Court::OnHalted(const UnitName& unit, std::string_view why) {
  if (halting_.contains({unit.kind, unit.partition})) return;
  Report({"halt", ToText(unit) + " halts: " + std::string(why)});
}

void Court::OnClockAhead(std::chrono::nanoseconds ahead) {
  evidence_.clock_ahead_max = std::max(evidence_.clock_ahead_max, ahead);
}

void Court::OnLanded(const log::TopicPartition& place, log::Offset offset,
                     const log::Record& record) {
  Landed landed{.place = place, .offset = offset, .record = record};
  landed.planted = std::ranges::any_of(
      record.headers, [](const auto& header) { return header.first == kPlantedHeader; });
  if (place == SettingsPlace()) reference_.settings().Land(record);
  if (const std::optional<Kind> kind = EventsKindOf(place.topic)) {
    landed.judged = &reference_.At(*kind, place.partition).Land(offset, record);
  }
  for (const auto& oracle : oracles_) oracle->OnLanded(landed);
}

void Court::OnWritten(const UnitRows& rows) {
  for (const auto& oracle : oracles_) oracle->OnWritten(rows);
}

void Court::OnOpened(const UnitRows& rows) {
  for (const auto& oracle : oracles_) oracle->OnOpened(rows);
}

void Court::OnCleared(const UnitRows& rows) {
  for (const auto& oracle : oracles_) oracle->OnCleared(rows);
}

void Court::OnKept(const log::TopicPartition& place, log::Offset next) {
  for (const auto& oracle : oracles_) oracle->OnKept(place, next);
}

void Court::AtQuiet(const std::vector<const UnitRows*>& units) {
  for (const auto& oracle : oracles_) oracle->AtQuiet(units);
}

Call& Court::NewCall() {
  Call& call = history_.emplace_back();
  call.number = history_.size();
  return call;
}

void Court::OnAnswered(Call& call, Outcome outcome) {
  call.end = evidence_.now();
  call.outcome = std::move(outcome);
  for (const auto& oracle : oracles_) oracle->OnAnswered(call);
}

void Court::OnRead(const UnitRows& rows, const eventing::FoldedMap& token,
                   const absl::Status& status) {
  for (const auto& oracle : oracles_) oracle->OnRead(rows, token, status);
}

}  // namespace docket::simulation
