#pragma once

// Names of groups, as brokers know them and rights are granted to them.

#include <string>

namespace docket::log::kafka {

// Whose members share the partitions of a service.
inline std::string MemberGroup(const std::string& service) { return "docket-" + service; }

// Under which the positions of a service are kept. Nobody joins it: under the name of a group with
// members, positions of others would be refused.
inline std::string PositionGroup(const std::string& service) {
  return MemberGroup(service) + ".position";
}

}  // namespace docket::log::kafka
