#include "libs/hosting/units.h"

#include <iostream>
#include <set>
#include <utility>

#include "libs/base/time.h"

namespace docket::hosting {
namespace {

using runtime::HostedUnit;

absl::StatusOr<HostUnit> OpenUnit(const Service& service, int32_t partition, const LogSource& log,
                                  const UnitHome& home) {
  HostUnit opened{log.NewObject(), nullptr};
  const std::string directory =
      home.data_directory + "/stores/" + service.name + "/" + std::to_string(partition);
  DOCKET_ASSIGN_OR_RETURN(
      opened.unit, HostedUnit::Open(service.unit(partition), *opened.log.log, *opened.log.positions,
                                    {.directory = directory,
                                     .fold_version = service.fold_version,
                                     .now = SystemInstant().wall},
                                    home.resources));
  if (!opened.unit->set_aside().empty()) {
    std::cerr << home.program
              << ": a store was set aside and is rebuilt: " << opened.unit->set_aside() << '\n';
  }
  return opened;
}

}  // namespace

std::vector<std::string> TopicsOf(const std::vector<Service>& services) {
  std::set<std::string> topics = {log::kQuarantineTopic};
  for (const Service& service : services) {
    for (const log::TopicPartition& place : service.unit(0).Topics()) topics.insert(place.topic);
  }
  return {topics.begin(), topics.end()};
}

absl::StatusOr<std::vector<HostUnit>> OpenUnits(const Service& service, const LogSource& log,
                                                const UnitHome& home) {
  DOCKET_ASSIGN_OR_RETURN(const int32_t count,
                          log.PartitionCount(service.unit(0).Topics().front().topic));
  std::vector<HostUnit> units;
  for (int32_t partition = 0; partition < count; ++partition) {
    DOCKET_ASSIGN_OR_RETURN(HostUnit unit, OpenUnit(service, partition, log, home));
    units.push_back(std::move(unit));
  }
  return units;
}

}  // namespace docket::hosting
