#include "tests/simulation/log_oracle.h"

#include "libs/base/big_endian.h"

namespace docket::simulation {
namespace {

std::string Name(const Judged& judged) {
  return "version " + std::to_string(judged.header.version()) + " of " + judged.aggregate_id +
         " at offset " + std::to_string(judged.offset);
}

}  // namespace

void LogOracle::OnLanded(const Landed& landed) {
  if (landed.judged == nullptr || landed.planted) return;
  CheckWriter(landed);
  CheckEncoding(landed);
  CheckSettings(landed);
}

// A commit names what its decider had folded: no fewer settings than the commit before it, no more
// than there are; and says of them what they are.
void LogOracle::CheckSettings(const Landed& landed) {
  const Judged& judged = *landed.judged;
  if (judged.judgement != Judgement::kAccepted) return;
  const ReferenceSettings& settings = evidence_.reference.settings();
  const std::optional<Kind> kind = EventsKindOf(landed.place.topic);
  const Versions& versions =
      evidence_.reference.At(*kind, landed.place.partition).VersionsOf(judged.aggregate_id);
  const Accepted& commit = versions.back();
  const uint64_t named = commit.header.settings();
  if (named > settings.number()) Fail(Name(judged) + " names settings that nobody has published");
  if (versions.size() > 1 && versions[versions.size() - 2].header.settings() > named) {
    Fail(Name(judged) + " names fewer settings than the version before it");
  }
  if (*kind != Kind::kUmbrella) return;
  for (const auto& event : static_cast<const toy::v1::UmbrellaCommit&>(*commit.commit).events()) {
    if (!event.has_lent() && !event.has_terms_changed()) continue;
    const std::string& terms =
        event.has_lent() ? event.lent().terms() : event.terms_changed().terms();
    if (terms == settings.TermsAsOf(named, commit.header.tenant())) continue;
    Fail(Name(judged) + " lends on terms that are not those of the settings it names");
  }
}

// A writer has one commit of an aggregate in flight and builds it on what its fold has accepted, so
// even a loser extends the accepted chain.
void LogOracle::CheckWriter(const Landed& landed) {
  const Judged& judged = *landed.judged;
  switch (judged.judgement) {
    case Judgement::kForeign: return Fail(Name(judged) + " extends no accepted commit");
    case Judgement::kGap: return Fail(Name(judged) + " leaves out a version");
    case Judgement::kUnreadable: return Fail(Name(judged) + " is no commit");
    case Judgement::kLost:
    case Judgement::kStale: break;
    default: return;
  }
  const std::optional<Kind> kind = EventsKindOf(landed.place.topic);
  const Versions& versions =
      evidence_.reference.At(*kind, landed.place.partition).VersionsOf(judged.aggregate_id);
  const uint64_t version = judged.header.version();
  if (version == 0) return Fail(Name(judged) + " has no version");
  const std::string_view prev = version == 1 ? "" : versions[version - 2].digest.bytes();
  if (judged.header.prev() != prev) Fail(Name(judged) + " lost, but on another loser");
}

// After an unknown outcome the same bytes go again; a new encoding would be a second commit.
void LogOracle::CheckEncoding(const Landed& landed) {
  const Judged& judged = *landed.judged;
  const uint64_t number = NumberOf(judged.header);
  if (number == 0) return;
  const auto [found, fresh] =
      encodings_.try_emplace({number, judged.aggregate_id, judged.header.version()}, judged.digest);
  if (!fresh && found->second != judged.digest) {
    Fail(Name(judged) + ": call " + std::to_string(number) + " has encoded it twice");
  }
}

void LogOracle::OnWritten(const UnitRows& rows) {
  const UnitName& unit = rows.unit();
  const ReferencePartition& events = evidence_.reference.At(unit.kind, unit.partition);
  const log::Offset next = rows.Next("docket." + std::string(NameOf(unit.kind)) + ".events.v1");
  log::Offset& seen = seen_[unit];
  const auto [begin, end] = events.Range(seen, next);
  for (size_t i = begin; i < end; ++i) {
    CheckHead(rows, events, events.records()[i].aggregate_id, next);
  }
  seen = next;
}

void LogOracle::OnOpened(const UnitRows& rows) {
  seen_[rows.unit()] = 0;
  OnWritten(rows);
}

void LogOracle::CheckHead(const UnitRows& rows, const ReferencePartition& events,
                          const std::string& aggregate_id, log::Offset next) {
  const Accepted* head = events.HeadAt(aggregate_id, next);
  const std::optional<std::string> row = rows.Get(NameOf(rows.unit().kind), aggregate_id);
  if (head == nullptr && !row.has_value()) return;
  if (head != nullptr && row.has_value() && row->substr(0, Digest::kSize) == head->digest.bytes() &&
      GetU64(std::string_view(*row).substr(Digest::kSize)) == head->header.version()) {
    return;
  }
  Fail(ToText(rows.unit()) + " has another head of " + aggregate_id + " at " +
       std::to_string(next) + " than version " +
       std::to_string(head == nullptr ? 0 : head->header.version()));
}

}  // namespace docket::simulation
