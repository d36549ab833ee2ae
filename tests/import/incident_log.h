#pragma once

// The incident log of ServiceNow: real data that is no part of the product. A test that wants it
// skips by name where it is absent.

#include <cstdlib>
#include <filesystem>

namespace docket {

// In the folder DOCKET_REAL_DATA, or beside the tree.
inline std::filesystem::path IncidentLog() {
  const char* folder = std::getenv("DOCKET_REAL_DATA");
  return std::filesystem::path(folder != nullptr ? folder : DOCKET_SOURCE_DIR "/../shared/data") /
         "servicenow/incident_event_log.csv.xz";
}

}  // namespace docket
