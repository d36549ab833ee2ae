// bench_load: calls a server, Docket or the bare anchor, and prints what became of it as one line
// of JSON.

#include <chrono>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>
#include <grpcpp/channel.h>

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
  bool with_token = false;
  app.add_option("--address", address, "HOST:PORT of the server")->required();
  app.add_option(
      "--call", call,
      "open, comment, get, timeline, list or submit; or echo- with one of the first five");
  app.add_option("--count", load.count, "calls in all")->check(CLI::Range(1, 100'000'000));
  app.add_option("--in-flight", load.in_flight, "running at any time")->check(CLI::Range(1, 4096));
  app.add_option("--rate", load.rate, "calls a second, whether the server keeps up or not");
  app.add_option("--seed", calls.seed, "tells the tickets of runs apart");
  app.add_option("--bytes", calls.bytes, "of a request to open; of a comment")
      ->check(CLI::Range(1, 65536));
  app.add_option("--reply-bytes", calls.reply_bytes, "of the anchor's replies");
  app.add_option("--tickets", calls.tickets, "of this seed that calls are for")
      ->check(CLI::Range(1, 100'000'000));
  app.add_option("--first", calls.first, "which call of this seed is the first");
  app.add_option("--page-size", calls.page_size, "of a timeline or a list");
  app.add_flag("--with-token", with_token, "reads bring a token that is folded already");
  CLI11_PARSE(app, argc, argv);

  const auto channel = docket::rpc::Dial(address);
  // Calls that find no connection fail at once.
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(20))) {
    std::cerr << "bench_load: nobody serves at " << address << '\n';
    return 1;
  }
  if (call == "submit") {
    std::cout << RunSubmit(channel, calls, load.count, load.in_flight) << std::endl;
    return 0;
  }
  absl::Status status;
  if (with_token) {
    absl::StatusOr<std::string> token = FoldedToken(channel, calls);
    status = token.status();
    if (token.ok()) calls.token = *std::move(token);
  }
  const absl::StatusOr<CallKind> kind = CallNamed(call, calls);
  if (status.ok()) status = kind.status();
  if (!status.ok()) {
    std::cerr << "bench_load: " << docket::Message(status) << '\n';
    return 1;
  }
  std::cout << RunLoad(channel, *kind, load) << std::endl;
}
