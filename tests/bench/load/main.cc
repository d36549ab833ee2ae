// bench_load: calls a server, Docket or the bare anchor, and prints what became of it as one line
// of JSON.

#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "libs/rpc/channel.h"
#include "tests/bench/load/calls.h"
#include "tests/bench/load/load.h"
#include "tests/bench/load/submit.h"

int main(int argc, char** argv) {
  using namespace docket::bench;
  CLI::App app("Calls a server and tells how many calls a second it took, and how long each took",
               "bench_load");
  std::string address;
  std::string call = "open";
  CallOptions calls;
  LoadOptions load;
  app.add_option("--address", address, "HOST:PORT of the server")->required();
  app.add_option("--call", call, "open, get, submit, or echo- with one of the first two");
  app.add_option("--count", load.count, "calls in all")->check(CLI::Range(1, 100'000'000));
  app.add_option("--in-flight", load.in_flight, "running at any time")->check(CLI::Range(1, 4096));
  app.add_option("--rate", load.rate, "calls a second, whether the server keeps up or not");
  app.add_option("--seed", calls.seed, "tells the tickets of runs apart");
  app.add_option("--bytes", calls.bytes, "of a request to open")->check(CLI::Range(1, 65536));
  app.add_option("--reply-bytes", calls.reply_bytes, "of the anchor's replies");
  app.add_option("--tickets", calls.tickets, "of this seed that get asks for");
  CLI11_PARSE(app, argc, argv);

  const auto channel = docket::rpc::Dial(address);
  if (call == "submit") {
    std::cout << RunSubmit(channel, calls, load.count, load.in_flight) << std::endl;
    return 0;
  }
  const absl::StatusOr<CallKind> kind = CallNamed(call, calls);
  if (!kind.ok()) {
    std::cerr << "bench_load: " << docket::Message(kind.status()) << '\n';
    return 1;
  }
  std::cout << RunLoad(channel, *kind, load) << std::endl;
}
