#include "services/docket/units.h"

#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>
#include <utility>

#include "services/intake/projection/intake_unit.h"

namespace docket {
namespace {

using log::EmbeddedEventLog;
using runtime::HostedUnit;

absl::StatusOr<HostUnit> OpenUnit(const HostOptions& options, const EmbeddedEventLog& log,
                                  eventing::UnitSpec spec, store::SharedResources& resources) {
  HostUnit opened{log.Share(), nullptr};
  const std::string directory =
      options.data_directory + "/stores/" + spec.service + "/" + std::to_string(spec.partition);
  DOCKET_ASSIGN_OR_RETURN(opened.unit, HostedUnit::Open(std::move(spec), *opened.log, *opened.log,
                                                        {.directory = directory,
                                                         .fold_version = intake::kFoldVersion,
                                                         .now = SystemInstant().wall},
                                                        resources));
  if (!opened.unit->set_aside().empty()) {
    std::cerr << "docket: a store was set aside and is rebuilt: " << opened.unit->set_aside()
              << '\n';
  }
  return opened;
}

// Stores are folded from a log. Where they are and it is not, a new one would hide what was lost.
absl::Status RequireLogOfStores(const HostOptions& options) {
  const std::filesystem::path directory = options.data_directory;
  std::error_code error;
  if (std::filesystem::exists(directory / "log", error) ||
      !std::filesystem::exists(directory / "stores", error)) {
    return absl::OkStatus();
  }
  return FailedPrecondition("the log in " + (directory / "log").string() + " is gone, but " +
                            (directory / "stores").string() +
                            " was folded from it: put the log back, or remove the stores as well "
                            "to begin anew with nothing");
}

}  // namespace

absl::StatusOr<std::unique_ptr<EmbeddedEventLog>> OpenLog(const HostOptions& options) {
  DOCKET_RETURN_IF_ERROR(RequireLogOfStores(options));
  log::EmbeddedOptions embedded;
  embedded.directory = options.data_directory + "/log";
  embedded.topics = {{log::EventsTopic("ticket"), options.partitions},
                     {log::CommandsTopic("ticket"), options.partitions},
                     {log::kQuarantineTopic, 1}};
  embedded.now = SystemInstant().wall;
  return EmbeddedEventLog::Open(embedded);
}

absl::StatusOr<std::vector<HostUnit>> OpenUnits(const HostOptions& options,
                                                const EmbeddedEventLog& log,
                                                store::SharedResources& resources) {
  std::vector<HostUnit> units;
  for (int32_t partition = 0; partition < options.partitions; ++partition) {
    DOCKET_ASSIGN_OR_RETURN(HostUnit unit,
                            OpenUnit(options, log, intake::IntakeUnit(partition), resources));
    units.push_back(std::move(unit));
  }
  return units;
}

}  // namespace docket
