#pragma once

// The form of a mapping file, which README.md tells, in code.

#include "tools/docketctl/import/mapping.h"
#include "tools/docketctl/yaml_section.h"

namespace docket::docketctl {

// The mapping that `root` holds. What is wrong with it goes to `faults`, and then the mapping is of
// no use.
Mapping ReadMapping(const YAML::Node& root, FaultList& faults);

}  // namespace docket::docketctl
