#pragma once

// The units of a host, as they stand in its directory.

#include <memory>
#include <string>
#include <vector>

#include "libs/hosting/log_source.h"
#include "libs/hosting/service.h"
#include "libs/runtime/hosted_unit.h"

namespace docket::hosting {

// One unit with the object by which it asks the log.
struct HostUnit {
  LogObject log;
  std::unique_ptr<runtime::HostedUnit> unit;
};

// Where units are opened.
struct UnitHome {
  std::string data_directory;
  store::SharedResources& resources;
  // Of the process.
  eventing::FoldedSettings& settings;
  // Of the program, for what is told on stderr.
  std::string program;
};

// The topics of `services`, which their log has to have: what they read, what they command, the
// settings and the quarantine.
std::vector<std::string> TopicsOf(const std::vector<Service>& services);

// Opens the units of `service`, one for each partition of its main topic, in their order; a store
// that could not be used is named on stderr. `log` and the resources outlive them.
absl::StatusOr<std::vector<HostUnit>> OpenUnits(const Service& service, const LogSource& log,
                                                const UnitHome& home);

}  // namespace docket::hosting
