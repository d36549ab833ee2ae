// Runs seeds of the simulation: `simulate --seeds 1..500`, `simulate --seed 17 --steps`.

#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/simulation.h"

namespace docket::simulation {
namespace {

constexpr char kUsage[] =
    R"(usage: simulate [--seeds A..B | --seed N] [--faults LIST] [--oracles LIST] [OPTION]

  --seeds A..B    run the seeds from A to B, up to the first that fails
  --seed N        run one
  --shard K/N     of the seeds only those that are K modulo N
  --faults LIST   these instead of drawn ones, comma-separated; "none", "all"
  --oracles LIST  only these judge, e.g. O2,O3
  --steps         print the last steps, of a seed that passes as well
  --marks         print how often what was met, and fail if something never was
  --canary        plant a violation, which must be found
)";

struct Arguments {
  uint64_t first = 1;
  uint64_t last = 1;
  uint64_t shard = 0;
  uint64_t shards = 1;
  std::optional<Faults> faults;
  std::string oracles;
  bool steps = false;
  bool marks = false;
  bool canary = false;
};

// The two numbers of "3..17" or "0/2".
bool ParsePair(const std::string& text, const std::string& between, uint64_t& first,
               uint64_t& second) {
  const size_t at = text.find(between);
  if (at == std::string::npos) return false;
  first = std::strtoull(text.c_str(), nullptr, 10);
  second = std::strtoull(text.c_str() + at + between.size(), nullptr, 10);
  return true;
}

bool ParseValue(const std::string& name, const std::string& value, Arguments& arguments) {
  if (name == "--seeds") return ParsePair(value, "..", arguments.first, arguments.last);
  if (name == "--shard") return ParsePair(value, "/", arguments.shard, arguments.shards);
  if (name == "--seed") {
    arguments.first = arguments.last = std::strtoull(value.c_str(), nullptr, 10);
    return true;
  }
  if (name == "--faults") {
    arguments.faults = Faults::Parse(value);
    return arguments.faults.has_value();
  }
  if (name != "--oracles") return false;
  arguments.oracles = value;
  return true;
}

std::optional<Arguments> Parse(const std::vector<std::string>& words) {
  Arguments arguments;
  for (size_t at = 0; at < words.size(); ++at) {
    if (words[at] == "--steps") {
      arguments.steps = true;
    } else if (words[at] == "--marks") {
      arguments.marks = true;
    } else if (words[at] == "--canary") {
      arguments.canary = true;
    } else if (at + 1 == words.size() || !ParseValue(words[at], words[at + 1], arguments)) {
      return std::nullopt;
    } else {
      ++at;
    }
  }
  return arguments;
}

SeedResult RunSeed(const Arguments& arguments, uint64_t seed, bool recording) {
  return Simulation({.seed = seed,
                     .faults = arguments.faults,
                     .oracles = arguments.oracles,
                     .recording = recording,
                     .canary = arguments.canary})
      .Run();
}

void PrintSteps(const SeedResult& result) {
  for (const std::string& step : result.last_steps) std::cout << step << "\n";
}

// A seed is run again to tell its steps, for runs that pass record none.
void PrintFailure(const Arguments& arguments, uint64_t seed, const SeedResult& result) {
  PrintSteps(RunSeed(arguments, seed, true));
  std::cout << "seed " << seed << ", faults " << result.faults << "\n"
            << result.violation->oracle << ": " << result.violation->what << "\n"
            << "replay: simulate --seed " << seed << " --steps"
            << (arguments.canary ? " --canary" : "")
            << (arguments.faults ? " --faults " + arguments.faults->ToText() : "")
            << (arguments.oracles.empty() ? "" : " --oracles " + arguments.oracles) << "\n";
}

// One seed in a hundred runs twice, and both runs must be the same.
bool IsDeterministic(const Arguments& arguments, uint64_t seed, const SeedResult& result) {
  if (seed % 100 != 1) return true;
  if (RunSeed(arguments, seed, false).trace_hash == result.trace_hash) return true;
  std::cout << "seed " << seed << " runs differently each time\n";
  return false;
}

// Prints what the seeds have met, and whether that is everything they are to meet.
bool HasMetAll(const Marks& marks) {
  bool all = true;
  for (const std::string_view mark : {"accepted",
                                      "answered by another aggregate",
                                      "crash",
                                      "deadline passed",
                                      "disk lost",
                                      "duplicate ignored",
                                      "fold waited for settings",
                                      "folded from memory",
                                      "foreign commit ignored",
                                      "freeze",
                                      "halted at a cut begin",
                                      "halted at a cut end",
                                      "halted at a gap",
                                      "halted at a lost record",
                                      "known command met again",
                                      "lost race ignored",
                                      "move",
                                      "quarantine used",
                                      "race lost and decided again",
                                      "read waited for its token",
                                      "rebuilt",
                                      "refusal kept",
                                      "refused",
                                      "same bytes appended again",
                                      "settings delayed",
                                      "settings published",
                                      "stale commit ignored"}) {
    const auto found = marks.counts().find(mark);
    const uint64_t count = found == marks.counts().end() ? 0 : found->second;
    std::cout << count << "  " << mark << (count == 0 ? ": never met" : "") << "\n";
    all = all && count > 0;
  }
  return all;
}

int RunSeeds(const Arguments& arguments) {
  Marks marks;
  size_t seeds = 0;
  size_t commits = 0;
  for (uint64_t seed = arguments.first; seed <= arguments.last; ++seed) {
    if (seed % arguments.shards != arguments.shard) continue;
    const SeedResult result = RunSeed(arguments, seed, false);
    if (result.violation.has_value()) {
      PrintFailure(arguments, seed, result);
      return EXIT_FAILURE;
    }
    if (!IsDeterministic(arguments, seed, result)) return EXIT_FAILURE;
    if (arguments.steps) PrintSteps(RunSeed(arguments, seed, true));
    marks.Add(result.marks);
    commits += result.commits;
    ++seeds;
  }
  std::cout << seeds << " seeds, " << commits << " commits, no violation\n";
  return !arguments.marks || HasMetAll(marks) ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace docket::simulation

int main(int argc, char** argv) {
  const auto arguments = docket::simulation::Parse(std::vector<std::string>(argv + 1, argv + argc));
  if (!arguments.has_value()) {
    std::cerr << docket::simulation::kUsage;
    return 2;
  }
  return docket::simulation::RunSeeds(*arguments);
}
