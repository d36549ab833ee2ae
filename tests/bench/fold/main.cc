// bench_fold: one arm of the fold of an embedded log, as one line of JSON.

#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "tests/bench/fold/arms.h"

int main(int argc, char** argv) {
  CLI::App app("Folds an embedded log, or does less with it", "bench_fold");
  docket::bench::FoldJob job;
  std::string arm;
  app.add_option("ARM", arm, "drain, rebuild or rows")
      ->required()
      ->check(CLI::IsMember({"drain", "rebuild", "rows"}));
  app.add_option("--log", job.log_directory, "the log directory, open in no process")->required();
  app.add_option("--partitions", job.partitions, "of its topics")->check(CLI::Range(1, 256));
  app.add_option("--scratch", job.scratch, "where stores are made");
  CLI11_PARSE(app, argc, argv);
  const auto result = arm == "drain"     ? docket::bench::Drain(job)
                      : arm == "rebuild" ? docket::bench::Rebuild(job)
                                         : docket::bench::Rows(job);
  if (result.ok()) {
    std::cout << *result << std::endl;
    return 0;
  }
  std::cerr << "bench_fold: " << docket::Message(result.status()) << '\n';
  return 1;
}
