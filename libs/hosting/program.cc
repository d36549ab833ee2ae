#include "libs/hosting/program.h"

#include <algorithm>
#include <cctype>
#include <iostream>
#include <map>
#include <utility>

#include <CLI/CLI.hpp>

#include "libs/hosting/host.h"
#include "libs/hosting/options.h"
#include "libs/hosting/settings_table.h"
#include "libs/log/kafka/properties.h"
#include "libs/runtime/config.h"
#include "libs/runtime/logging.h"

namespace docket::hosting {
namespace {

using runtime::Config;

// "docket-intake" takes its settings from DOCKET_INTAKE_NAME.
std::string PrefixOf(const Program& program) {
  std::string prefix = program.name;
  std::ranges::transform(prefix, prefix.begin(), [](unsigned char letter) {
    return letter == '-' ? '_' : static_cast<char>(std::toupper(letter));
  });
  return prefix;
}

void AddSettings(Config& config, const Program& program, HostOptions& host,
                 std::string& kafka_config) {
  config.AddText("data", host.data_directory,
                 program.embedded ? "directory with the log and the stores, made if absent"
                                  : "directory with the stores, made if absent");
  config.AddText("address", host.address, "HOST:PORT to serve gRPC at; port 0 takes a free one");
  config.AddText("metrics-address", host.metrics_address,
                 "HOST:PORT to tell metrics at, in Prometheus' format by GET /metrics; nowhere if "
                 "not given");
  config.AddText("kafka", host.kafka.brokers,
                 program.embedded
                     ? "HOST:PORT of Kafka brokers, separated by commas: the log is there then, "
                       "and other instances may share its partitions"
                     : "HOST:PORT of the Kafka brokers, separated by commas");
  config.AddText("kafka-config", kafka_config,
                 "file with librdkafka's settings for the way to the brokers (security.protocol, "
                 "ssl.*, sasl.*), as kcat -F takes it");
  config.AddNumber("kafka-replication", host.kafka_replication, 1, 100,
                   "copies that the topics have at least; fewer than 3 are for development");
  config.AddText("advertise", host.advertise,
                 "HOST:PORT at which other instances reach this one; where it listens if not "
                 "given");
  config.AddDuration("kafka-session-timeout", host.kafka.session_timeout,
                     "after how long without a sign of life others take over the partitions");
  if (program.embedded) {
    config.AddNumber("partitions", host.partitions, 1, 256,
                     "partitions of each topic, fixed when the directory is made");
    config.AddChoice<ClockKind>(
        "clock", host.clock, {{"wall", ClockKind::kWall}, {"log", ClockKind::kLog}},
        "whose time it is: that of the machine, or that of the history which is imported, with "
        "live commands refused");
  }
  config.AddNumber("low-space-mib", host.low_space.mebibytes, 0, 1 << 20,
                   "below so many free mebibytes on the disk of the data nothing is written");
  config.AddNumber("low-space-percent", host.low_space.percent, 0, 50,
                   "nor below this share of that disk");
  config.AddDuration("drain-notice", host.drain_notice,
                     "how long calls are still taken after being told to stop");
  config.AddDuration("drain-grace", host.drain_grace, "how long running calls may take after that");
}

// `level` is syslog's.
runtime::LogLevel LevelOf(int level) {
  if (level <= 3) return runtime::LogLevel::kError;
  if (level == 4) return runtime::LogLevel::kWarning;
  return level <= 6 ? runtime::LogLevel::kInfo : runtime::LogLevel::kDebug;
}

absl::Status Check(const Program& program, const HostOptions& host) {
  if (host.data_directory.empty()) return InvalidArgument("--data is empty: name a directory");
  if (host.kafka.brokers.empty() && !program.embedded) {
    return InvalidArgument("--kafka is missing: give HOST:PORT of the Kafka brokers");
  }
  if (!host.kafka.brokers.empty() && host.clock == ClockKind::kLog) {
    return InvalidArgument("--clock log needs the embedded log: leave out --kafka");
  }
  return absl::OkStatus();
}

absl::Status Run(const Program& program, const runtime::LogOptions& log, HostOptions host,
                 const std::string& kafka_config, std::vector<Service> services) {
  runtime::SetUpLogging(log);
  DOCKET_RETURN_IF_ERROR(Check(program, host));
  if (!kafka_config.empty()) {
    DOCKET_ASSIGN_OR_RETURN(host.kafka.settings, log::ReadProperties(kafka_config));
  }
  host.program = program.name;
  host.kafka.client_id = program.name;
  host.kafka.tell = [](int level, std::string_view message) {
    runtime::Log(LevelOf(level), "kafka: " + std::string(message));
  };
  return RunHost(host, std::move(services));
}

}  // namespace

int RunProgram(int argc, char** argv, const Program& program, std::vector<Service> services) {
  HostOptions host;
  runtime::LogOptions log;
  Config config(PrefixOf(program));
  std::string kafka_config;
  AddSettings(config, program, host, kafka_config);
  runtime::AddLogSettings(config, log);

  CLI::App app(program.description, program.name);
  app.footer("Each setting may also come as " + PrefixOf(program) +
             "_NAME from the environment or as a key of --config.");
  std::string file;
  std::map<std::string, std::string> flags;
  app.add_option("--config", file, "YAML file with settings");
  for (const Config::Setting& setting : config.settings()) {
    app.add_option("--" + setting.name, flags[setting.name],
                   setting.help + " [" + setting.default_text + "]");
  }
  bool describe = false;
  app.add_flag("--describe-settings", describe, "print all settings as a Markdown table, and end");
  CLI11_PARSE(app, argc, argv);
  if (describe) {
    std::cout << SettingsTable(config);
    return 0;
  }

  absl::Status status = config.Load(file, &runtime::SystemEnvironment, flags);
  if (status.ok()) status = Run(program, log, std::move(host), kafka_config, std::move(services));
  if (status.ok()) return 0;
  std::cerr << program.name << ": " << Message(status) << '\n';
  return 1;
}

}  // namespace docket::hosting
