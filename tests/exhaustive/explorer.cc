#include "tests/exhaustive/explorer.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "libs/base/check.h"
#include "tests/exhaustive/automaton.h"
#include "tests/exhaustive/judge.h"
#include "tests/exhaustive/state.h"

namespace docket::exhaustive {
namespace {

std::string_view BytesOf(const State& state) {
  return {reinterpret_cast<const char*>(&state), sizeof state};
}

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
  std::vector<std::string> StepsTo(size_t state) const;

  const Bounds bounds_;
  Records records_;
  std::array<Specimen::Setting, 2> settings_;
  std::array<Automaton, 2> automata_;
  Judge judge_;

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
      automata_{Automaton(settings_[0]), Automaton(settings_[1])},
      judge_(records_, settings_[0].calls.size(), bounds.sends) {
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
  if (!judge_.Lends(judge_.Fold(state))) return;
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

std::optional<std::string> Explorer::ViolationIn(const State& state) {
  return judge_.ViolationIn(
      state, {&automata_[0].At(state.instances[0].node), &automata_[1].At(state.instances[1].node)},
      verdict_);
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
