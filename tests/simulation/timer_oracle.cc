#include "tests/simulation/timer_oracle.h"

#include <algorithm>

#include "libs/base/proto_time.h"

namespace docket::simulation {
namespace {

using toy::v1::UmbrellaCommit;
using toy::v1::UmbrellaState;

const UmbrellaState& StateOf(const std::shared_ptr<const Message>& state) {
  return static_cast<const UmbrellaState&>(*state);
}

// When loan `number` was expected back; none if it never began.
std::optional<Time> DueOf(const Versions& versions, uint64_t number) {
  for (const Accepted& version : versions) {
    for (const auto& event : static_cast<const UmbrellaCommit&>(*version.commit).events()) {
      if (event.has_lent() && event.lent().loan() == number) {
        return FromProto(event.lent().due_time());
      }
    }
  }
  return std::nullopt;
}

}  // namespace

void TimerOracle::OnLanded(const Landed& landed) {
  if (CommandsKindOf(landed.place.topic) == Kind::kUmbrella) return OnCommand(landed);
  const bool accepted =
      landed.judged != nullptr && landed.judged->judgement == Judgement::kAccepted;
  if (!accepted || EventsKindOf(landed.place.topic) != Kind::kUmbrella) return;
  OnAccepted(evidence_.reference.At(Kind::kUmbrella, landed.place.partition)
                 .VersionsOf(landed.judged->aggregate_id)
                 .back());
}

void TimerOracle::OnAccepted(const Accepted& accepted) {
  const UmbrellaState& before = StateOf(accepted.before);
  for (const auto& event : static_cast<const UmbrellaCommit&>(*accepted.commit).events()) {
    if (!event.has_reminded()) continue;
    const std::string name =
        "loan " + std::to_string(event.reminded().loan()) + " of " + accepted.header.aggregate_id();
    if (before.reminded()) Fail(name + " is reminded of twice");
    if (before.borrower_id().empty()) Fail(name + " is reminded of but over");
    if (FromProto(accepted.header.time()) <= FromProto(before.due_time())) {
      Fail(name + " is reminded of by an owner who knows that it is not overdue");
    }
  }
}

// Whoever sends it has seen its due pass on its own clock.
void TimerOracle::OnCommand(const Landed& landed) {
  const std::optional<CommandText> text = ReadCommandText(Kind::kUmbrella, landed.record.value);
  if (!text.has_value()) return;
  const auto& command = static_cast<const toy::v1::UmbrellaCommand&>(*text->command);
  if (!command.has_remind()) return;
  const std::string& id = text->header.aggregate_id();
  const std::optional<Time> due =
      DueOf(evidence_.reference.At(Kind::kUmbrella, landed.place.partition).VersionsOf(id),
            command.remind().loan());
  if (!due.has_value()) return Fail(id + " is to be reminded of a loan that never began");
  if (evidence_.wall() + evidence_.clock_ahead_max <= *due) {
    Fail("a reminder of " + id + " is in the log before any clock has passed its due");
  }
}

void TimerOracle::OnWritten(const UnitRows& rows) {
  const std::optional<std::string> cursor = rows.Get("timers.cursor", "");
  const std::optional<std::string> first = rows.FirstKey("timers");
  if (cursor.has_value() && first.has_value() && *first < *cursor) {
    Fail(ToText(rows.unit()) + " has moved its cursor past an armed timer");
  }
}

void TimerOracle::AtQuiet(const std::vector<const UnitRows*>&) {
  for (const std::string& id : OverdueLoans(evidence_.reference, evidence_.wall())) {
    Fail("quiet, but nobody was reminded of " + id);
  }
}

std::vector<std::string> OverdueLoans(const Reference& reference, Time now) {
  std::vector<std::string> overdue;
  for (const auto& [place, events] : reference.partitions()) {
    if (place.first != Kind::kUmbrella) continue;
    for (const auto& [id, versions] : events.aggregates()) {
      const UmbrellaState& state = StateOf(versions.back().state);
      const bool waits = !state.borrower_id().empty() && !state.reminded();
      if (waits && FromProto(state.due_time()) < now) overdue.push_back(id);
    }
  }
  return overdue;
}

}  // namespace docket::simulation
