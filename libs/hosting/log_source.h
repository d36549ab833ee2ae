#pragma once

// The log of a host, of whichever kind it is.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "libs/base/status.h"
#include "libs/log/event_log.h"
#include "libs/log/membership.h"
#include "libs/log/owners.h"
#include "libs/log/positions.h"

namespace docket::hosting {

// By what one unit, or one call, asks the log.
struct LogObject {
  std::unique_ptr<log::EventLog> log;
  log::Positions* positions = nullptr;  // The same object.
};

// Thread-safe.
class LogSource {
 public:
  virtual ~LogSource() = default;

  virtual std::string id() const = 0;
  virtual absl::StatusOr<int32_t> PartitionCount(std::string_view topic) const = 0;
  virtual LogObject Share() const = 0;

  // OK, or why the process should end and start again.
  virtual absl::Status failed() const = 0;

  // Which partitions of `topic`, the main topic of `service`, this instance owns.
  virtual absl::StatusOr<std::unique_ptr<log::Membership>> Join(const std::string& service,
                                                                const std::string& topic) const = 0;
  // Where the others are; null if there can be none.
  virtual absl::StatusOr<std::unique_ptr<log::Owners>> OwnersOf(const std::string& service,
                                                                const std::string& topic) const = 0;
};

}  // namespace docket::hosting
