#include "libs/hosting/units.h"

#include <algorithm>
#include <future>
#include <iostream>
#include <set>
#include <utility>

#include "libs/base/time.h"

namespace docket::hosting {
namespace {

using runtime::HostedUnit;

// So many are opened at a time, each by a thread of its own.
constexpr int32_t kAtATime = 32;

absl::StatusOr<HostUnit> OpenUnit(const Service& service, int32_t partition, LogObject log,
                                  const UnitHome& home) {
  HostUnit opened{std::move(log), nullptr};
  const std::string directory =
      home.data_directory + "/stores/" + service.name + "/" + std::to_string(partition);
  DOCKET_ASSIGN_OR_RETURN(
      opened.unit, HostedUnit::Open(service.unit(partition), *opened.log.log, *opened.log.positions,
                                    {.directory = directory,
                                     .fold_version = service.fold_version,
                                     .now = SystemInstant().wall,
                                     .settings = &home.settings},
                                    home.resources));
  return opened;
}

std::set<std::string> NamesOf(const eventing::UnitSpec& spec) {
  const std::vector<std::string> names = spec.TopicNames();
  return {names.begin(), names.end()};
}

void TellSetAside(const HostedUnit& unit, const UnitHome& home) {
  if (unit.set_aside().empty()) return;
  std::cerr << home.program << ": a store was set aside and is rebuilt: " << unit.set_aside()
            << '\n';
}

}  // namespace

std::vector<std::string> TopicsOf(const std::vector<Service>& services) {
  std::set<std::string> topics = {log::kQuarantineTopic, eventing::FoldedSettings::Place().topic};
  for (const Service& service : services) {
    topics.merge(NamesOf(service.unit(0)));
  }
  return {topics.begin(), topics.end()};
}

// Several at a time, for each asks the log and waits for its answer: on Kafka the first record of a
// partition that a reader begins with waits for the fetch that runs.
absl::StatusOr<std::vector<HostUnit>> OpenUnits(const Service& service, const LogSource& log,
                                                const UnitHome& home) {
  DOCKET_ASSIGN_OR_RETURN(const int32_t count,
                          log.PartitionCount(service.unit(0).Topics().front().topic));
  std::vector<HostUnit> units;
  for (int32_t first = 0; first < count; first += kAtATime) {
    std::vector<std::future<absl::StatusOr<HostUnit>>> opening;
    for (int32_t partition = first; partition < std::min(count, first + kAtATime); ++partition) {
      opening.push_back(std::async(
          std::launch::async, [&service, &home, partition, object = log.NewObject()]() mutable {
            return OpenUnit(service, partition, std::move(object), home);
          }));
    }
    for (auto& opened : opening) {
      DOCKET_ASSIGN_OR_RETURN(HostUnit unit, opened.get());
      TellSetAside(*unit.unit, home);
      units.push_back(std::move(unit));
    }
  }
  return units;
}

}  // namespace docket::hosting
