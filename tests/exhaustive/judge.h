#pragma once

// Says of a state what must not be: two readings of the log, an answer that the log belies, a
// command passed and lost. Has an acceptance rule of its own. One thread.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/exhaustive/automaton.h"
#include "tests/exhaustive/explorer.h"
#include "tests/exhaustive/state.h"

namespace docket::exhaustive {

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

class Judge {
 public:
  // What the records of states stand for, how many calls there are, and of them those of the first
  // request. `records` outlives this.
  Judge(const Records& records, size_t calls, int sends);

  // The accepted commits of the log in `state`.
  Accepted Fold(const State& state);
  // Whether one of `accepted` lends the umbrella.
  bool Lends(const Accepted& accepted);

  // What an instance has come to shows in `at`, one observation each. Counts into `verdict`.
  std::optional<std::string> ViolationIn(const State& state,
                                         const std::array<const Observation*, 2>& at,
                                         Verdict& verdict);

 private:
  std::optional<std::string> CheckAccepted(const State& state, const Accepted& accepted);
  std::optional<std::string> CheckAnswers(const State& state, const Accepted& accepted);
  std::optional<std::string> CheckQuiet(const State& state, const Accepted& accepted);
  const CommitFacts& FactsOf(uint8_t record);

  const Records& records_;
  const size_t calls_;
  const int sends_;
  std::map<uint8_t, CommitFacts> facts_;
};

}  // namespace docket::exhaustive
