#include "tests/exhaustive/explorer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <set>
#include <unordered_map>

#include "libs/base/check.h"
#include "tests/exhaustive/automaton.h"

// long: the state, its moves and its checks are one table; split, each part would repeat the other.

namespace docket::exhaustive {
namespace {

constexpr size_t kEventsMax = 9;
constexpr size_t kFlyingMax = 5;
constexpr size_t kCallsMax = 4;
constexpr uint8_t kOrphan = 2;

// An append between its start and its landing. An orphan's writer has died or forgotten it.
struct Flying {
  uint8_t instance = kOrphan;
  uint8_t handle = 0;
  uint8_t record = 0;
  uint8_t reported = 0;  // Its outcome was unknown; it may still land.
};

struct Instance {
  uint32_t node = Automaton::kFresh;
  uint8_t owner = 0;
  uint8_t seen = 0;  // Events that it may read.
  uint8_t calls_count = 0;
  uint8_t outcomes_count = 0;
  std::array<uint8_t, 2> calls{};  // In its mailbox.
  std::array<AppendOutcome, 3> outcomes{};
};

// Everything, in a form whose bytes are its identity.
struct State {
  std::array<Instance, 2> instances;
  std::array<uint8_t, kEventsMax> events{};
  std::array<Flying, kFlyingMax> flying;
  std::array<Word, kCallsMax> answers{};
  uint8_t events_count = 0;
  uint8_t flying_count = 0;
  uint8_t calls_made = 0;
  uint8_t commands = 0;
  uint8_t sends = 0;
  uint8_t others = 0;
  uint8_t swaps = 0;
  uint8_t unknowns = 0;
  uint8_t crashes = 0;
  std::array<uint8_t, 6> padding{};
};
static_assert(std::has_unique_object_representations_v<State>);

std::string_view BytesOf(const State& state) {
  return {reinterpret_cast<const char*>(&state), sizeof state};
}

// What a record says, as the explorer reads it.
struct CommitFacts {
  uint64_t version = 0;
  std::string prev;
  std::string digest;
  std::string command_id;
  int call = -1;  // Which made it; -1 for the topic's command.
  bool lends = false;
};

// The accepted commits of a log, by the explorer's own rule.
struct Accepted {
  std::vector<uint8_t> records;
  bool foreign = false;
  bool gap = false;
};

class Explorer {
 public:
  explicit Explorer(const Bounds& bounds);
  Verdict Run();

 private:
  void Expand(const State& state);
  void ExpandInstance(const State& state, size_t i);
  void ExpandClients(const State& state, size_t i);
  void ExpandOwnership(const State& state, size_t i);
  void ExpandCrashes(const State& state, size_t i);
  void ExpandFlying(const State& state, size_t at);
  void ExpandReaction(const State& state);

  Operation OperationOf(const State& state, size_t i, Operation::Kind kind, uint8_t seen) const;
  void Do(State state, size_t i, const Operation& operation, const std::string& step);
  void Land(State state, size_t at, bool acknowledged, const std::string& step);
  void Forget(State& state, size_t i);
  void RemoveFlying(State& state, size_t at) const;
  void Report(State& state, const Flying& flying, int8_t offset) const;
  void Add(const State& state, const std::string& step);

  std::optional<std::string> ViolationIn(const State& state);
  std::optional<std::string> CheckAccepted(const State& state, const Accepted& accepted);
  std::optional<std::string> CheckAnswers(const State& state, const Accepted& accepted);
  std::optional<std::string> CheckQuiet(const State& state, const Accepted& accepted);
  bool IsQuiet(const State& state, size_t i);
  Accepted Fold(const State& state);
  const CommitFacts& FactsOf(uint8_t record);
  std::vector<std::string> StepsTo(size_t state) const;

  const Bounds bounds_;
  Records records_;
  std::array<Specimen::Setting, 2> settings_;
  std::array<Automaton, 2> automata_;
  std::map<uint8_t, CommitFacts> facts_;

  struct Way {
    size_t from;
    std::string step;
  };
  std::unordered_map<std::string, size_t> known_;
  std::vector<State> states_;
  std::vector<Way> ways_;
  size_t current_ = 0;
  std::optional<std::string> broken_;  // What a step itself has violated.
  Verdict verdict_;
};

Specimen::Setting SettingOf(Records& records, const Bounds& bounds, int64_t millis) {
  Specimen::Setting setting{.records = records, .calls = {}, .stale_ends = bounds.stale_ends};
  setting.now = FromMillis(millis);
  for (int i = 0; i < bounds.sends; ++i) setting.calls.push_back({"first", "ada"});
  for (int i = 0; i < bounds.others; ++i) setting.calls.push_back({"second", "bob"});
  return setting;
}

Explorer::Explorer(const Bounds& bounds)
    : bounds_(bounds),
      settings_{SettingOf(records_, bounds, 1'000), SettingOf(records_, bounds, 2'000)},
      automata_{Automaton(settings_[0]), Automaton(settings_[1])} {
  DOCKET_CHECK(settings_[0].calls.size() <= kCallsMax);
}

std::string Name(size_t i) { return i == 0 ? "A" : "B"; }

Verdict Explorer::Run() {
  State first;
  first.swaps = static_cast<uint8_t>(bounds_.swaps);
  first.unknowns = static_cast<uint8_t>(bounds_.unknowns);
  first.crashes = static_cast<uint8_t>(bounds_.crashes);
  first.instances[0].owner = 1;
  Do(first, 0, OperationOf(first, 0, Operation::Kind::kAssign, 0), "A is assigned");
  verdict_.complete = true;
  for (; current_ < states_.size(); ++current_) {
    const State state = states_[current_];
    verdict_.violation = ViolationIn(state);
    if (!verdict_.violation.has_value()) Expand(state);
    if (!verdict_.violation.has_value()) verdict_.violation = broken_;
    if (verdict_.violation.has_value()) {
      verdict_.steps = StepsTo(current_);
      break;
    }
    if (states_.size() < bounds_.states_max) continue;
    verdict_.complete = false;
    break;
  }
  verdict_.states = states_.size();
  verdict_.runs = automata_[0].edges() + automata_[1].edges();
  return verdict_;
}

void Explorer::Expand(const State& state) {
  for (size_t i = 0; i < 2; ++i) {
    ExpandInstance(state, i);
    ExpandClients(state, i);
    ExpandOwnership(state, i);
    ExpandCrashes(state, i);
  }
  for (size_t at = 0; at < state.flying_count; ++at) ExpandFlying(state, at);
  ExpandReaction(state);
}

// A step may read any number of the records that it has not seen. One that owns nothing only folds,
// and it folds the same once it is assigned.
void Explorer::ExpandInstance(const State& state, size_t i) {
  if (!state.instances[i].owner) return;
  for (uint8_t seen = state.instances[i].seen; seen <= state.events_count; ++seen) {
    Do(state, i, OperationOf(state, i, Operation::Kind::kStep, seen),
       Name(i) + " steps and sees " + std::to_string(seen) + " events");
  }
}

void Explorer::ExpandClients(const State& state, size_t i) {
  const Instance& instance = state.instances[i];
  if (!instance.owner || instance.calls_count == instance.calls.size()) return;
  const auto call = [&](uint8_t number, uint8_t State::*used, const std::string& what) {
    State next = state;
    Instance& called = next.instances[i];
    called.calls[called.calls_count++] = number;
    next.calls_made |= static_cast<uint8_t>(1 << number);
    ++(next.*used);
    Add(next, "a client asks " + Name(i) + " to " + what + ", call " + std::to_string(number));
  };
  if (state.sends < bounds_.sends) call(state.sends, &State::sends, "lend to ada");
  if (state.others < bounds_.others) {
    call(static_cast<uint8_t>(bounds_.sends + state.others), &State::others, "lend to bob");
  }
}

void Explorer::ExpandOwnership(const State& state, size_t i) {
  const bool other = state.instances[1 - i].owner;
  State next = state;
  if (!state.instances[i].owner && (!other || state.swaps > 0)) {
    if (other) --next.swaps;
    next.instances[i].owner = 1;
    Do(next, i, OperationOf(state, i, Operation::Kind::kAssign, state.instances[i].seen),
       Name(i) + " is assigned" + (other ? ", the other has not heard" : ""));
  } else if (state.instances[i].owner && other) {
    next.instances[i].owner = 0;
    Forget(next, i);
    Do(next, i, OperationOf(state, i, Operation::Kind::kRevoke, state.instances[i].seen),
       Name(i) + " hears that it lost the partition");
  }
}

void Explorer::ExpandCrashes(const State& state, size_t i) {
  if (state.crashes == 0) return;
  Do(state, i, OperationOf(state, i, Operation::Kind::kFlush, state.instances[i].seen),
     Name(i) + " flushes");
  State next = state;
  --next.crashes;
  Instance& instance = next.instances[i];
  for (uint8_t call = 0; call < instance.calls_count; ++call) {
    next.answers[instance.calls[call]] = Word::kUnavailable;
  }
  Forget(next, i);
  const Automaton::Node node = automata_[i].Crash(instance.node);
  instance = Instance{.node = node, .seen = automata_[i].At(node).events_next};
  Add(next, Name(i) + " crashes, back to " + std::to_string(instance.seen) + " events");
}

// The appends of instance `i` go on without it, and what it would have collected is gone.
void Explorer::Forget(State& state, size_t i) {
  for (Flying& flying : state.flying) {
    if (flying.instance != i) continue;
    flying = {.instance = kOrphan, .handle = 0, .record = flying.record, .reported = 1};
  }
  state.instances[i].outcomes = {};
  state.instances[i].outcomes_count = 0;
}

void Explorer::ExpandFlying(const State& state, size_t at) {
  const Flying& flying = state.flying[at];
  const std::string name = "record " + std::to_string(flying.record);
  if (state.events_count < kEventsMax) {
    if (!flying.reported) Land(state, at, true, name + " lands");
    if (flying.reported) Land(state, at, false, name + " lands late");
  }
  State next = state;
  if (flying.reported) {
    RemoveFlying(next, at);
    return Add(next, name + " never arrives");
  }
  if (state.unknowns == 0) return;
  --next.unknowns;
  if (state.events_count < kEventsMax) Land(next, at, false, name + " lands, its writer not told");
  Report(next, flying, kUnknownOutcome);
  next.flying[at].reported = 1;
  Add(next, name + " is on its way with an unknown outcome");
}

void Explorer::Land(State state, size_t at, bool acknowledged, const std::string& step) {
  const Flying flying = state.flying[at];
  const auto offset = static_cast<int8_t>(state.events_count);
  state.events[state.events_count++] = flying.record;
  RemoveFlying(state, at);
  if (!flying.reported) Report(state, flying, acknowledged ? offset : kUnknownOutcome);
  Add(state, step);
}

// Kept in order, so that states that differ by the order of arrival alone are one.
void Explorer::Report(State& state, const Flying& flying, int8_t offset) const {
  Instance& writer = state.instances[flying.instance];
  DOCKET_CHECK(writer.outcomes_count < writer.outcomes.size());
  writer.outcomes[writer.outcomes_count++] = {flying.handle, offset};
  std::sort(writer.outcomes.begin(), writer.outcomes.begin() + writer.outcomes_count);
}

void Explorer::RemoveFlying(State& state, size_t at) const {
  std::copy(state.flying.begin() + static_cast<std::ptrdiff_t>(at) + 1, state.flying.end(),
            state.flying.begin() + static_cast<std::ptrdiff_t>(at));
  state.flying[--state.flying_count] = {};
}

// Another service has read the loan and commands what follows from it.
void Explorer::ExpandReaction(const State& state) {
  if (state.commands >= bounds_.reactions) return;
  const Accepted accepted = Fold(state);
  const bool lent = std::ranges::any_of(accepted.records,
                                        [this](uint8_t record) { return FactsOf(record).lends; });
  if (!lent) return;
  State next = state;
  ++next.commands;
  Add(next, "collect lands in the commands topic");
}

Operation Explorer::OperationOf(const State& state, size_t i, Operation::Kind kind,
                                uint8_t seen) const {
  const Instance& instance = state.instances[i];
  Operation operation;
  operation.kind = kind;
  if (kind == Operation::Kind::kRevoke || kind == Operation::Kind::kFlush) return operation;
  operation.end = state.events_count;
  operation.events.assign(state.events.begin(), state.events.begin() + seen);
  if (kind == Operation::Kind::kAssign) return operation;
  operation.commands = state.commands;
  operation.outcomes.assign(instance.outcomes.begin(),
                            instance.outcomes.begin() + instance.outcomes_count);
  operation.calls.assign(instance.calls.begin(), instance.calls.begin() + instance.calls_count);
  return operation;
}

void Explorer::Do(State state, size_t i, const Operation& operation, const std::string& step) {
  Instance& instance = state.instances[i];
  const Automaton::Edge& edge = automata_[i].Do(instance.node, operation);
  const Observation& seen = edge.observation;
  if (!seen.halted.empty()) broken_ = step + ", and halts: " + seen.halted;
  instance.node = edge.to;
  if (operation.kind == Operation::Kind::kStep) {
    instance.seen = static_cast<uint8_t>(operation.events.size());
    instance.calls = {};
    instance.calls_count = 0;
    instance.outcomes = {};
    instance.outcomes_count = 0;
  }
  for (const auto& [handle, record] : seen.appends) {
    if (state.flying_count == kFlyingMax) {
      verdict_.complete = false;
      return;
    }
    state.flying[state.flying_count++] = {static_cast<uint8_t>(i), handle, record, 0};
  }
  for (const auto& [call, word] : seen.answers) {
    if (state.answers[call] != Word::kNone) broken_ = step + ", and answers a call twice";
    state.answers[call] = word;
  }
  Add(state, step);
}

void Explorer::Add(const State& state, const std::string& step) {
  const auto [known, fresh] = known_.try_emplace(std::string(BytesOf(state)), states_.size());
  if (!fresh) return;
  states_.push_back(state);
  ways_.push_back({current_, step});
}

const CommitFacts& Explorer::FactsOf(uint8_t id) {
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

Accepted Explorer::Fold(const State& state) {
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

std::optional<std::string> Explorer::ViolationIn(const State& state) {
  const Accepted accepted = Fold(state);
  if (accepted.records.size() < state.events_count) ++verdict_.raced;
  if (auto violation = CheckAccepted(state, accepted)) return violation;
  if (auto violation = CheckAnswers(state, accepted)) return violation;
  return CheckQuiet(state, accepted);
}

std::optional<std::string> Explorer::CheckAccepted(const State& state, const Accepted& accepted) {
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

std::optional<std::string> Explorer::CheckAnswers(const State& state, const Accepted& accepted) {
  for (size_t call = 0; call < settings_[0].calls.size(); ++call) {
    const Word word = state.answers[call];
    const bool first = static_cast<int>(call) < bounds_.sends;
    bool own = false;
    bool request = false;
    for (const uint8_t record : accepted.records) {
      const int by = FactsOf(record).call;
      own |= by == static_cast<int>(call);
      request |= by >= 0 && (by < bounds_.sends) == first;
    }
    if (word == Word::kOk && !request) return "L1: OK without an accepted commit";
    if ((word == Word::kRejected || word == Word::kAborted) && own) {
      return "L4: a refused attempt has an accepted commit";
    }
  }
  return std::nullopt;
}

// The only owner has folded every event and passed every command, and nothing is on its way.
bool Explorer::IsQuiet(const State& state, size_t i) {
  const Instance& instance = state.instances[i];
  const Observation& at = automata_[i].At(instance.node);
  return state.flying_count == 0 && instance.owner && !state.instances[1 - i].owner &&
         instance.calls_count == 0 && instance.outcomes_count == 0 &&
         at.events_next == state.events_count && at.commands_next == state.commands;
}

std::optional<std::string> Explorer::CheckQuiet(const State& state, const Accepted& accepted) {
  for (size_t i = 0; i < 2; ++i) {
    if (!IsQuiet(state, i)) continue;
    ++verdict_.quiet;
    const bool collected =
        std::ranges::any_of(accepted.records, [this](uint8_t r) { return FactsOf(r).call < 0; });
    if (state.commands > 0 && !collected) {
      return "L5: collect was passed by its owner and is not in the log: the loan never ends";
    }
  }
  return std::nullopt;
}

std::vector<std::string> Explorer::StepsTo(size_t state) const {
  std::vector<std::string> steps;
  for (; state > 0; state = ways_[state].from) steps.push_back(ways_[state].step);
  std::ranges::reverse(steps);
  return steps;
}

}  // namespace

Verdict Explore(const Bounds& bounds) { return Explorer(bounds).Run(); }

}  // namespace docket::exhaustive
