#pragma once

// The log that is filled or folded, of either kind.

#include <memory>
#include <string>

#include "libs/base/status.h"
#include "libs/log/event_log.h"
#include "libs/log/positions.h"

namespace docket::bench {

// One of the two.
struct LogPlace {
  // An embedded log that no process has open.
  std::string directory;
  // HOST:PORT of Kafka, with Docket's topics.
  std::string brokers;
  int partitions = 4;
};

// By what one unit asks the log.
struct LogObject {
  std::unique_ptr<log::EventLog> log;
  log::Positions* positions = nullptr;  // The same object.
};

class OpenedLog {
 public:
  virtual ~OpenedLog() = default;
  virtual LogObject NewObject() const = 0;
};

absl::StatusOr<std::unique_ptr<OpenedLog>> OpenLog(const LogPlace& place);

}  // namespace docket::bench
