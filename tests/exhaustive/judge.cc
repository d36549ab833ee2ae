#include "tests/exhaustive/judge.h"

#include <algorithm>
#include <set>

#include "libs/base/check.h"

namespace docket::exhaustive {
namespace {

// The only owner has folded every event and passed every command, and nothing is on its way.
bool IsQuiet(const State& state, size_t i, const Observation& at) {
  const Instance& instance = state.instances[i];
  return state.flying_count == 0 && instance.owner && !state.instances[1 - i].owner &&
         instance.calls_count == 0 && instance.outcomes_count == 0 &&
         at.events_next == state.events_count && at.commands_next == state.commands;
}

}  // namespace

Judge::Judge(const Records& records, size_t calls, int sends)
    : records_(records), calls_(calls), sends_(sends) {}

const CommitFacts& Judge::FactsOf(uint8_t id) {
  const auto [found, fresh] = facts_.try_emplace(id);
  CommitFacts& facts = found->second;
  if (!fresh) return facts;
  const std::string& bytes = records_.At(id).value;
  toy::v1::UmbrellaCommit commit;
  DOCKET_CHECK(commit.ParseFromString(bytes));
  facts = {.version = commit.header().version(),
           .prev = commit.header().prev(),
           .digest = std::string(Digest::Of(bytes).bytes()),
           .command_id = commit.header().command_id()};
  if (!commit.header().has_cause()) facts.call = commit.header().correlation_id()[0] - '0';
  facts.lends = commit.events(0).has_lent();
  return facts;
}

Accepted Judge::Fold(const State& state) {
  Accepted accepted;
  std::string head;
  for (size_t at = 0; at < state.events_count; ++at) {
    const CommitFacts& facts = FactsOf(state.events[at]);
    if (facts.version > accepted.records.size() + 1) accepted.gap = true;
    if (facts.version != accepted.records.size() + 1) continue;
    if (facts.prev != head) {
      accepted.foreign = true;
      continue;
    }
    accepted.records.push_back(state.events[at]);
    head = facts.digest;
  }
  return accepted;
}

bool Judge::Lends(const Accepted& accepted) {
  return std::ranges::any_of(accepted.records,
                             [this](uint8_t record) { return FactsOf(record).lends; });
}

std::optional<std::string> Judge::ViolationIn(const State& state,
                                              const std::array<const Observation*, 2>& at,
                                              Verdict& verdict) {
  const Accepted accepted = Fold(state);
  if (accepted.records.size() < state.events_count) ++verdict.raced;
  if (auto violation = CheckAccepted(state, accepted)) return violation;
  if (auto violation = CheckAnswers(state, accepted)) return violation;
  for (size_t i = 0; i < at.size(); ++i) {
    if (!IsQuiet(state, i, *at[i])) continue;
    ++verdict.quiet;
    if (auto violation = CheckQuiet(state, accepted)) return violation;
  }
  return std::nullopt;
}

std::optional<std::string> Judge::CheckAccepted(const State& state, const Accepted& accepted) {
  if (accepted.foreign) return "L9: a correct writer has built on a loser";
  if (accepted.gap) return "L8: a correct writer has left out a version";
  std::set<std::string> done;
  for (size_t version = 1; version <= accepted.records.size(); ++version) {
    const uint8_t record = accepted.records[version - 1];
    if (!done.insert(FactsOf(record).command_id).second) return "L2: a command is done twice";
    for (size_t at = 0; at < state.events_count; ++at) {
      if (FactsOf(state.events[at]).version != version) continue;
      if (state.events[at] != record) return "L3: the first record of a version is not accepted";
      break;
    }
  }
  return std::nullopt;
}

std::optional<std::string> Judge::CheckAnswers(const State& state, const Accepted& accepted) {
  for (size_t call = 0; call < calls_; ++call) {
    const Word word = state.answers[call];
    const bool first = static_cast<int>(call) < sends_;
    bool own = false;
    bool request = false;
    for (const uint8_t record : accepted.records) {
      const int by = FactsOf(record).call;
      own |= by == static_cast<int>(call);
      request |= by >= 0 && (by < sends_) == first;
    }
    if (word == Word::kOk && !request) return "L1: OK without an accepted commit";
    if ((word == Word::kRejected || word == Word::kAborted) && own) {
      return "L4: a refused attempt has an accepted commit";
    }
  }
  return std::nullopt;
}

std::optional<std::string> Judge::CheckQuiet(const State& state, const Accepted& accepted) {
  const bool collected = std::ranges::any_of(
      accepted.records, [this](uint8_t record) { return FactsOf(record).call < 0; });
  if (state.commands == 0 || collected) return std::nullopt;
  return "L5: collect was passed by its owner and is not in the log: the loan never ends";
}

}  // namespace docket::exhaustive
