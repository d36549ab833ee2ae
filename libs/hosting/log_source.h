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

// The instances of a service, which share the partitions of its main topic.
struct Group {
  std::string service;
  std::string topic;
};

// Which partitions this instance owns, and where the others are; null if there can be none.
struct Share {
  std::unique_ptr<log::Owners> owners;
  std::unique_ptr<log::Membership> membership;  // May tell `owners` to look.
};

// Thread-safe.
class LogSource {
 public:
  virtual ~LogSource() = default;

  virtual std::string id() const = 0;
  virtual absl::StatusOr<int32_t> PartitionCount(std::string_view topic) const = 0;
  virtual LogObject NewObject() const = 0;

  // OK, or why the process should end and start again.
  virtual absl::Status failed() const = 0;

  // Joins those who share the partitions of `group`, as one that takes calls at `address`.
  virtual absl::StatusOr<Share> Join(const Group& group, const std::string& address) const = 0;
};

}  // namespace docket::hosting
