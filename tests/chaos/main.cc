// docket_chaos: real programs on a real cluster, callers, faults, and a judge.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "tests/chaos/clients.h"
#include "tests/chaos/faults.h"
#include "tests/chaos/fleet.h"
#include "tests/chaos/journal.h"
#include "tests/chaos/judge.h"

namespace docket::chaos {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using std::chrono::steady_clock;

struct Options {
  uint64_t seed = 1;
  int64_t seconds = 60;
  int nodes = 1;
  int clients = 8;
  int64_t stop_max_s = 5;
  std::string bin;
  std::string tally;
};

uint64_t DoneIn(const Journal& journal) {
  const auto done = journal.done();
  return std::accumulate(done.begin(), done.end(), uint64_t{0});
}

// What one run was, under the names of the tally.
json ResultOf(const Journal& journal, const Faults& faults, const Fleet& fleet,
              const Records& records) {
  const Tally& tally = faults.tally();
  return {{"runs", 1},
          {"requests_done", DoneIn(journal)},
          {"instance_kills", tally.instance_kills},
          {"instance_restarts", fleet.restarts()},
          {"instance_stops", tally.instance_stops},
          {"instance_leaves", tally.instance_leaves},
          {"broker_kills", tally.broker_kills},
          {"broker_stops", tally.broker_stops},
          {"accepted", records.accepted},
          {"duplicates", records.duplicates},
          {"lost_races", records.losers},
          {"stale", records.stale}};
}

// Adds `result` to the tally in `path`, which a run that was cut off leaves as it was.
void AddToTally(const std::string& path, const json& result, size_t violations) {
  json tally = json::object();
  if (std::filesystem::exists(path)) tally = json::parse(std::ifstream(path));
  for (const auto& [name, count] : result.items()) {
    tally[name] = tally.value(name, uint64_t{0}) + count.get<uint64_t>();
  }
  tally["violations"] = tally.value("violations", uint64_t{0}) + violations;
  std::ofstream(path + ".new") << tally.dump(2) << '\n';
  std::filesystem::rename(path + ".new", path);
}

int Run(const Options& options) {
  std::cout << "seed " << options.seed << ", " << options.nodes << " nodes, " << options.seconds
            << " s" << std::endl;
  Fleet fleet(options.bin, options.nodes);
  Journal journal;
  Faults faults(fleet, journal, options.seed, seconds(options.stop_max_s));
  {
    const Clients clients(fleet.addresses(), options.clients, options.seed, journal);
    const auto until = steady_clock::now() + seconds(options.seconds);
    while (steady_clock::now() < until && faults.violation().empty()) {
      std::cout << faults.DoOne() << ": " << DoneIn(journal) << " requests done" << std::endl;
    }
    if (!faults.violation().empty()) std::cout << "VIOLATION " << faults.violation() << std::endl;
  }
  Judge judge(fleet);
  std::vector<std::string> violations = judge.Violations(journal.Take());
  if (!faults.violation().empty()) violations.push_back(faults.violation());
  for (const std::string& crash : fleet.crashes()) violations.push_back(crash);
  const json result = ResultOf(journal, faults, fleet, judge.records());
  std::cout << result.dump() << '\n';
  for (const std::string& violation : violations) std::cout << "VIOLATION " << violation << '\n';
  std::cout << violations.size() << " violations" << std::endl;
  if (!options.tally.empty()) AddToTally(options.tally, result, violations.size());
  return violations.empty() ? 0 : 1;
}

}  // namespace
}  // namespace docket::chaos

int main(int argc, char** argv) {
  docket::chaos::Options options;
  options.bin = std::filesystem::path(argv[0]).parent_path().parent_path() / "bin";
  CLI::App app("Kills, stops and cuts off real instances and brokers under load, and judges",
               "docket_chaos");
  app.add_option("--seed", options.seed, "draws what callers do and what goes wrong")
      ->capture_default_str();
  app.add_option("--seconds", options.seconds, "how long things go wrong")->capture_default_str();
  app.add_option("--nodes", options.nodes, "of the cluster, 1 or 3")->capture_default_str();
  app.add_option("--clients", options.clients, "callers at a time")->capture_default_str();
  app.add_option("--stop-max", options.stop_max_s, "seconds that a broker may be unreachable")
      ->capture_default_str();
  app.add_option("--bin", options.bin, "the folder with docket-intake")->capture_default_str();
  app.add_option("--tally", options.tally, "a file to which the counts are added");
  CLI11_PARSE(app, argc, argv);
  return docket::chaos::Run(options);
}
