#pragma once

// How a host is run.

#include <chrono>
#include <cstdint>
#include <string>

#include "libs/log/kafka/options.h"
#include "libs/log/kafka/topic_spec.h"
#include "libs/runtime/disk_space.h"

namespace docket::hosting {

// Whose time it is.
enum class ClockKind {
  // The machine's.
  kWall,
  // That of the history which is imported; live commands are refused (kernel.md 8).
  kLog,
};

struct HostOptions {
  // Of the program, for what it prints.
  std::string program = "docket";
  // LOCK, log/ (embedded) and stores/<unit kind>/<partition>/ are in it (kernel.md 10).
  std::string data_directory = ".docket";
  std::string address = "127.0.0.1:8443";
  // Where other instances reach this one; where it listens if empty.
  std::string advertise;
  // Where /metrics is told over HTTP; nowhere if empty.
  std::string metrics_address;
  // Of each topic of an embedded log; must be what the directory was made with.
  int32_t partitions = 4;
  ClockKind clock = ClockKind::kWall;
  // With brokers, the log is on that cluster; without, it is embedded.
  log::KafkaOptions kafka;
  // How many copies its topics have at least; fewer than three are for development.
  int32_t kafka_replication = log::kProductionReplication;
  // Below it nothing is taken in or written until there is room again; reads go on.
  runtime::LowSpaceMark low_space;
  // Between being told to stop and taking no more calls, so that who balances load can hear of it.
  std::chrono::milliseconds drain_notice{0};
  // Then how long running calls may take.
  std::chrono::milliseconds drain_grace{10'000};
};

}  // namespace docket::hosting
