// bench_fold: fills a log, or runs one arm of its fold; as one line of JSON.

#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "tests/bench/fold/arms.h"
#include "tests/bench/fold/fill.h"

int main(int argc, char** argv) {
  CLI::App app("Fills a log, folds it, or does less with it", "bench_fold");
  docket::bench::FoldJob job;
  docket::bench::FillJob fill;
  std::string arm;
  app.add_option("ARM", arm, "fill, drain, rebuild or rows")
      ->required()
      ->check(CLI::IsMember({"fill", "drain", "rebuild", "rows"}));
  app.add_option("--log", job.log.directory,
                 "the directory of an embedded log, open in no process");
  app.add_option("--kafka", job.log.brokers, "HOST:PORT: the log is there instead");
  app.add_option("--partitions", job.log.partitions, "of its topics")->check(CLI::Range(1, 256));
  app.add_option("--scratch", job.scratch, "where stores are made");
  app.add_option("--seed", fill.calls.seed, "of the tickets to fill in");
  app.add_option("--tickets", fill.calls.tickets, "how many");
  app.add_option("--bytes", fill.calls.bytes, "of a request to open; of a comment");
  app.add_option("--comments", fill.comments, "on each");
  app.add_option("--spread", fill.spread, "how many tickets grow at a time")
      ->check(CLI::Range(1, 100'000'000));
  app.add_option("--spoiled-percent", fill.spoiled_percent,
                 "duplicates and lost races, of a hundred commits")
      ->check(CLI::Range(0, 100));
  CLI11_PARSE(app, argc, argv);
  const auto result = arm == "fill"      ? docket::bench::Fill(job.log, fill)
                      : arm == "drain"   ? docket::bench::Drain(job)
                      : arm == "rebuild" ? docket::bench::Rebuild(job)
                                         : docket::bench::Rows(job);
  if (result.ok()) {
    std::cout << *result << std::endl;
    return 0;
  }
  std::cerr << "bench_fold: " << docket::Message(result.status()) << '\n';
  return 1;
}
