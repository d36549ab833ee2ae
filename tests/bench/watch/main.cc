// bench_watch: writes to and reads from every partition of a server all the while, and tells for
// how long each was away. It is led by the lines of its input:
//
//   HOST:PORT   begins to call there, and prints "answered S" once each partition is written and
//               read, S being the second of the monotonic clock at which the last of them was
//   (the end)   waits until each is written and read again, half a second longer for gaps that come
//               late, and prints what was seen as one line of JSON

#include <chrono>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "libs/rpc/channel.h"
#include "tests/bench/watch/watch.h"

namespace docket::bench {
namespace {

constexpr std::chrono::milliseconds kLateGaps{500};

double SecondOf(WatchClock::time_point instant) {
  return std::chrono::duration<double>(instant.time_since_epoch()).count();
}

absl::StatusOr<nlohmann::json> Run(const WatchOptions& options) {
  std::string line;
  if (!std::getline(std::cin, line)) return InvalidArgument("no HOST:PORT came");
  Watch watch(rpc::Dial(line), options);
  DOCKET_ASSIGN_OR_RETURN(const WatchClock::time_point answered, watch.AwaitAll({}));
  std::cout << "answered " << std::fixed << SecondOf(answered) << std::endl;
  while (std::getline(std::cin, line)) {
  }
  DOCKET_ASSIGN_OR_RETURN(const WatchClock::time_point again, watch.AwaitAll(WatchClock::now()));
  DOCKET_RETURN_IF_ERROR(watch.AwaitAll(again + kLateGaps).status());
  return watch.End();
}

}  // namespace
}  // namespace docket::bench

int main(int argc, char** argv) {
  CLI::App app("Watches whether each partition of a server can be written and read", "bench_watch");
  docket::bench::WatchOptions options;
  app.add_option("--seed", options.calls.seed, "tells the tickets of runs apart");
  app.add_option("--partitions", options.partitions, "of its topics")->check(CLI::Range(1, 256));
  app.add_flag("--reads-only", options.reads_only, "of tickets of this seed that are there");
  CLI11_PARSE(app, argc, argv);
  const auto result = docket::bench::Run(options);
  if (result.ok()) {
    std::cout << *result << std::endl;
    return 0;
  }
  std::cerr << "bench_watch: " << docket::Message(result.status()) << '\n';
  return 1;
}
