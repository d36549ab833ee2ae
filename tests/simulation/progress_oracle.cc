#include "tests/simulation/progress_oracle.h"

#include <algorithm>

namespace docket::simulation {
namespace {

std::string TopicOf(Kind kind, std::string_view what) {
  return "docket." + std::string(NameOf(kind)) + '.' + std::string(what) + ".v1";
}

std::string Name(const std::string& aggregate_id, uint64_t version) {
  return "version " + std::to_string(version) + " of " + aggregate_id;
}

}  // namespace

void ProgressOracle::OnLanded(const Landed& landed) {
  if (const std::optional<Kind> kind = EventsKindOf(landed.place.topic)) {
    AddCause(landed, *kind);
  } else if (const std::optional<Kind> commanded = CommandsKindOf(landed.place.topic)) {
    AddCommand(landed, *commanded);
  }
}

void ProgressOracle::AddCause(const Landed& landed, Kind kind) {
  if (landed.judged->judgement != Judgement::kAccepted) return;
  const ReferencePartition& events = evidence_.reference.At(kind, landed.place.partition);
  const Accepted& accepted = events.VersionsOf(landed.judged->aggregate_id).back();
  std::vector<DueReaction> due =
      ReactionsTo(kind, accepted.header, *accepted.before, *accepted.commit);
  if (due.empty()) return;
  Causes& causes = causes_[{kind, landed.place.partition}];
  causes.by_version[{landed.judged->aggregate_id, accepted.header.version()}] = causes.list.size();
  const size_t count = due.size();
  causes.list.push_back({landed.offset, landed.judged->aggregate_id, accepted.header.version(),
                         std::move(due), std::vector<bool>(count)});
}

void ProgressOracle::AddCommand(const Landed& landed, Kind kind) {
  const std::optional<CommandText> text = ReadCommandText(kind, landed.record.value);
  if (!text.has_value()) {
    if (!landed.planted) Fail("a command of " + landed.record.key + " cannot be read");
    return;
  }
  const Place place{kind, landed.place.partition};
  commands_[place].push_back({landed.offset, text->header, text->command, EndOf(place)});
  if (text->header.has_cause()) MatchCause(landed, kind, *text);
}

void ProgressOracle::MatchCause(const Landed& landed, Kind kind, const CommandText& text) {
  const log::v1::Cause& named = text.header.cause();
  const std::optional<Kind> source_kind = EventsKindOf(named.topic());
  if (!source_kind.has_value()) return Fail("a command names a cause in " + named.topic());
  const Place source{*source_kind, named.partition()};
  Causes& causes = causes_[source];
  const auto found = causes.by_version.find({named.aggregate_id(), named.version()});
  if (found == causes.by_version.end()) {
    return Fail("a command reacts to " + Name(named.aggregate_id(), named.version()) +
                ", which calls for none");
  }
  Cause& cause = causes.list[found->second];
  const std::string bytes = BytesOf(*text.command);
  const auto due = std::ranges::find_if(cause.due, [&](const DueReaction& reaction) {
    return reaction.kind == kind && reaction.aggregate_id == landed.record.key &&
           reaction.command == bytes;
  });
  if (due == cause.due.end() || named.offset() != cause.offset) {
    return Fail("the command at " + ToText(landed.place) + " offset " +
                std::to_string(landed.offset) + " is not what " +
                Name(cause.aggregate_id, cause.version) + " calls for");
  }
  const auto index = static_cast<size_t>(due - cause.due.begin());
  if (cause.sent[index]) return;
  cause.sent[index] = true;
  CheckOrder(landed, source, found->second, index);
}

void ProgressOracle::CheckOrder(const Landed& landed, const Place& source, size_t cause,
                                size_t reaction) {
  const Place target{*CommandsKindOf(landed.place.topic), landed.place.partition};
  const std::pair at(cause + 1, reaction);
  auto& last = order_[{source, target}];
  if (at < last) {
    const Cause& late = causes_[source].list[cause];
    Fail("the reaction to " + Name(late.aggregate_id, late.version) +
         " was overtaken on its way to " + ToText(landed.place));
  }
  last = std::max(last, at);
}

void ProgressOracle::OnWritten(const UnitRows& rows) {
  const Place place{rows.unit().kind, rows.unit().partition};
  Positions& before = written_[rows.unit()];
  const Positions after = PositionsOf(rows);
  CheckNotBack(rows, before, after);
  CheckReactions(place, after.events, ToText(rows.unit()) + " has written that it");
  for (const Sent& sent : commands_[place]) {
    if (sent.offset < before.commands || sent.offset >= after.commands) continue;
    CheckCommand(rows, sent, after.events);
  }
  before = after;
}

void ProgressOracle::OnOpened(const UnitRows& rows) { written_[rows.unit()] = PositionsOf(rows); }

// What was refused is not remembered, so a rebuild must not ask again.
void ProgressOracle::OnCleared(const UnitRows& rows) {
  const Positions after = PositionsOf(rows);
  if (after.commands != written_[rows.unit()].commands) {
    Fail(ToText(rows.unit()) + " begins its commands again with a rebuild");
  }
  written_[rows.unit()] = after;
}

void ProgressOracle::OnKept(const log::TopicPartition& place, log::Offset next) {
  const std::optional<Kind> kind = EventsKindOf(place.topic);
  if (!kind.has_value()) return Fail("a position is kept for " + place.topic);
  CheckReactions({*kind, place.partition}, next,
                 "the log keeps that the group of " + ToText(place));
}

void ProgressOracle::CheckNotBack(const UnitRows& rows, const Positions& before,
                                  const Positions& after) {
  if (after.events < before.events || after.commands < before.commands) {
    Fail(ToText(rows.unit()) + " has moved a written position back without a crash");
  }
}

void ProgressOracle::CheckReactions(const Place& source, log::Offset next, const std::string& who) {
  Causes& causes = causes_[source];
  while (causes.first_unsent < causes.list.size() &&
         std::ranges::all_of(causes.list[causes.first_unsent].sent, std::identity())) {
    ++causes.first_unsent;
  }
  if (causes.first_unsent == causes.list.size()) return;
  const Cause& unsent = causes.list[causes.first_unsent];
  if (next <= unsent.offset) return;
  Fail(who + " is done with everything before " + std::to_string(next) + ", but the reaction to " +
       Name(unsent.aggregate_id, unsent.version) + " at " + std::to_string(unsent.offset) +
       " is not in the log");
}

// Either its commit is folded, or some state that the fold met at or behind the end captured after
// the command could be read leaves nothing to write.
void ProgressOracle::CheckCommand(const UnitRows& rows, const Sent& sent, log::Offset events_next) {
  const ReferencePartition& events =
      evidence_.reference.At(rows.unit().kind, rows.unit().partition);
  const std::string& id = sent.header.aggregate_id();
  const auto may_refuse = [&](const Message& state) {
    return EffectOf(rows.unit().kind, state, *sent.command) != Effect::kChanges;
  };
  bool justified = false;
  const Accepted* before = events.HeadAt(id, sent.events_end);
  if (events_next >= sent.events_end) {
    justified = may_refuse(before == nullptr ? *FreshState(rows.unit().kind) : *before->state);
  }
  for (const Accepted& version : events.VersionsOf(id)) {
    if (justified || version.offset >= events_next) break;
    justified = version.header.command_id() == sent.header.command_id() ||
                (version.offset >= sent.events_end && may_refuse(*version.state));
  }
  if (justified) return;
  Fail(ToText(rows.unit()) + " has passed the command of " + id + " at offset " +
       std::to_string(sent.offset) + ", which is neither done nor refused on a fold that reached " +
       std::to_string(sent.events_end));
}

void ProgressOracle::AtQuiet(const std::vector<const UnitRows*>& units) {
  for (const auto& [place, causes] : causes_) {
    CheckReactions(place, EndOf(place), "the unit of partition " + std::to_string(place.second));
  }
  for (const UnitRows* rows : units) {
    if (PositionsOf(*rows).events != EndOf({rows->unit().kind, rows->unit().partition})) {
      Fail(ToText(rows->unit()) + " is quiet behind the end of its events");
    }
  }
  for (int32_t partition = 0; partition < evidence_.partitions; ++partition) CheckLoans(partition);
}

// Once quiet, desk and ledger agree about every loan.
void ProgressOracle::CheckLoans(int32_t partition) {
  const ReferencePartition& desk = evidence_.reference.At(Kind::kUmbrella, partition);
  for (const auto& [id, versions] : desk.aggregates()) {
    const auto& umbrella = static_cast<const toy::v1::UmbrellaState&>(*versions.back().state);
    std::string holders;
    for (const auto& [place, ledger] : evidence_.reference.partitions()) {
      if (place.first != Kind::kBorrower) continue;
      for (const auto& [borrower_id, history] : ledger.aggregates()) {
        const auto& state = static_cast<const toy::v1::BorrowerState&>(*history.back().state);
        for (const toy::v1::OpenLoan& open : state.open()) {
          if (open.umbrella_id() != id) continue;
          holders += borrower_id + '#' + std::to_string(open.loan());
        }
      }
    }
    const std::string holder =
        umbrella.borrower_id().empty()
            ? ""
            : umbrella.borrower_id() + '#' + std::to_string(umbrella.loans());
    if (holders != holder || umbrella.confirmed() == umbrella.borrower_id().empty()) {
      Fail("quiet, but the desk says that " + id + " is with '" + holder + "', the ledger '" +
           holders + "'");
    }
  }
}

ProgressOracle::Positions ProgressOracle::PositionsOf(const UnitRows& rows) const {
  return {rows.Next(TopicOf(rows.unit().kind, "events")),
          rows.Next(TopicOf(rows.unit().kind, "commands"))};
}

// Behind the last record that has landed.
log::Offset ProgressOracle::EndOf(const Place& place) const {
  const std::vector<Judged>& records = evidence_.reference.At(place.first, place.second).records();
  return records.empty() ? 0 : records.back().offset + 1;
}

}  // namespace docket::simulation
