// docket: all services in one process, on the embedded log.

#include <iostream>
#include <map>
#include <string>

#include <CLI/CLI.hpp>

#include "libs/runtime/config.h"
#include "libs/runtime/logging.h"
#include "services/docket/host.h"

namespace {

absl::Status Run(const docket::runtime::LogOptions& log, const docket::HostOptions& host) {
  docket::runtime::SetUpLogging(log);
  return docket::RunHost(host);
}

}  // namespace

int main(int argc, char** argv) {
  docket::HostOptions host;
  docket::runtime::LogOptions log;
  docket::runtime::Config config("DOCKET");
  config.AddText("data", host.data_directory,
                 "directory with the log and the stores, made if absent");
  config.AddText("address", host.address, "HOST:PORT to serve gRPC at; port 0 takes a free one");
  config.AddNumber("partitions", host.partitions, 1, 256,
                   "partitions of each topic, fixed when the directory is made");
  config.AddChoice<docket::ClockKind>(
      "clock", host.clock, {{"wall", docket::ClockKind::kWall}, {"log", docket::ClockKind::kLog}},
      "whose time it is: that of the machine, or that of the history which is imported, with live "
      "commands refused");
  config.AddNumber("low-space-mib", host.low_space.mebibytes, 0, 1 << 20,
                   "below so many free mebibytes on the disk of the data nothing is written");
  config.AddNumber("low-space-percent", host.low_space.percent, 0, 50,
                   "nor below this share of that disk");
  config.AddDuration("drain-notice", host.drain_notice,
                     "how long calls are still taken after being told to stop");
  config.AddDuration("drain-grace", host.drain_grace, "how long running calls may take after that");
  docket::runtime::AddLogSettings(config, log);

  CLI::App app("Docket, all services in one process, with its data in one directory", "docket");
  app.footer(
      "Each setting may also come as DOCKET_NAME from the environment or as a key of --config.");
  std::string file;
  std::map<std::string, std::string> flags;
  app.add_option("--config", file, "YAML file with settings");
  for (const docket::runtime::Config::Setting& setting : config.settings()) {
    app.add_option("--" + setting.name, flags[setting.name],
                   setting.help + " [" + setting.default_text + "]");
  }
  CLI11_PARSE(app, argc, argv);

  absl::Status status = config.Load(file, &docket::runtime::SystemEnvironment, flags);
  if (status.ok()) status = Run(log, host);
  if (status.ok()) return 0;
  std::cerr << "docket: " << docket::Message(status) << '\n';
  return 1;
}
