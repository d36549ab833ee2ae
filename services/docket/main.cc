// docket: all services in one process, on the embedded log.

#include <iostream>

#include <CLI/CLI.hpp>

#include "services/docket/host.h"

int main(int argc, char** argv) {
  docket::HostOptions options;
  CLI::App app("Docket, all services in one process, with its data in one directory", "docket");
  app.add_option("--data", options.data_directory,
                 "directory with the log and the stores; made if absent")
      ->envname("DOCKET_DATA")
      ->capture_default_str();
  app.add_option("--address", options.address,
                 "HOST:PORT to serve gRPC at; port 0 takes a free one")
      ->envname("DOCKET_ADDRESS")
      ->capture_default_str();
  app.add_option("--partitions", options.partitions,
                 "partitions of each topic, fixed when the directory is made")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = docket::RunHost(options);
  if (status.ok()) return 0;
  std::cerr << "docket: " << docket::Message(status) << '\n';
  return 1;
}
