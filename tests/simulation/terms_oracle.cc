#include "tests/simulation/terms_oracle.h"

#include <algorithm>

namespace docket::simulation {
namespace {

using toy::v1::UmbrellaCommit;
using toy::v1::UmbrellaState;

const UmbrellaState& StateOf(const Accepted& version) {
  return static_cast<const UmbrellaState&>(*version.state);
}

}  // namespace

void TermsOracle::OnLanded(const Landed& landed) {
  if (CommandsKindOf(landed.place.topic) == Kind::kUmbrella) return OnCommand(landed);
  const bool accepted =
      landed.judged != nullptr && landed.judged->judgement == Judgement::kAccepted;
  if (!accepted || EventsKindOf(landed.place.topic) != Kind::kUmbrella) return;
  OnAccepted(evidence_.reference.At(Kind::kUmbrella, landed.place.partition)
                 .VersionsOf(landed.judged->aggregate_id)
                 .back());
}

void TermsOracle::OnAccepted(const Accepted& accepted) {
  const auto& before = static_cast<const UmbrellaState&>(*accepted.before);
  for (const auto& event : static_cast<const UmbrellaCommit&>(*accepted.commit).events()) {
    if (!event.has_terms_changed()) continue;
    const std::string& id = accepted.header.aggregate_id();
    if (before.borrower_id().empty()) Fail(id + " gets terms but is at the desk");
    if (event.terms_changed().terms() == before.terms()) Fail(id + " gets the terms that it has");
    const auto asked = asked_by_.find(accepted.header.command_id());
    if (asked == asked_by_.end()) {
      Fail(id + " gets terms that nobody has asked for");
    } else if (accepted.header.settings() < asked->second) {
      Fail(id + " gets terms by fewer settings than those that ask for them");
    }
  }
}

// Whoever sends it has folded some version of the loan that has other terms.
void TermsOracle::OnCommand(const Landed& landed) {
  const std::optional<CommandText> text = ReadCommandText(Kind::kUmbrella, landed.record.value);
  if (!text.has_value()) return;
  const auto& command = static_cast<const toy::v1::UmbrellaCommand&>(*text->command);
  if (!command.has_apply_terms()) return;
  const std::string& id = text->header.aggregate_id();
  const uint64_t settings = text->header.settings();
  if (settings == 0) return Fail("a demand of " + id + " names no settings");
  if (settings > evidence_.reference.settings().number()) {
    return Fail("a demand of " + id + " names settings that nobody has published");
  }
  const std::string terms =
      evidence_.reference.settings().TermsAsOf(settings, text->header.tenant());
  const Versions& versions =
      evidence_.reference.At(Kind::kUmbrella, landed.place.partition).VersionsOf(id);
  const bool lacks = std::ranges::any_of(versions, [&](const Accepted& version) {
    const UmbrellaState& state = StateOf(version);
    return state.loans() == command.apply_terms().loan() && !state.borrower_id().empty() &&
           state.terms() != terms;
  });
  if (!lacks) Fail("a demand of " + id + " is for terms that the loan never lacked");
  const auto [asked, fresh] = asked_by_.try_emplace(text->header.command_id(), settings);
  if (!fresh) asked->second = std::min(asked->second, settings);
}

void TermsOracle::AtQuiet(const std::vector<const UnitRows*>&) {
  for (const std::string& id : OutdatedLoans(evidence_.reference)) {
    Fail("quiet, but " + id + " is out on terms that are no more");
  }
}

std::vector<std::string> OutdatedLoans(const Reference& reference) {
  std::vector<std::string> outdated;
  for (const auto& [place, events] : reference.partitions()) {
    if (place.first != Kind::kUmbrella) continue;
    for (const auto& [id, versions] : events.aggregates()) {
      const UmbrellaState& state = StateOf(versions.back());
      const std::string terms = reference.settings().TermsAsOf(reference.settings().number(),
                                                               versions.front().header.tenant());
      if (state.borrower_id().empty() || terms.empty() || state.terms() == terms) continue;
      outdated.push_back(id);
    }
  }
  return outdated;
}

}  // namespace docket::simulation
