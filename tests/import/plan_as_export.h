#pragma once

// What Docket would export of a plan if each step were decided as the rules for recorded history
// have it (kernel.md 8): one line of JSON per event, in the form that figures.py reads. A stand-in
// for the service, so that plan and figures can be held against each other without one.

#include <ostream>

#include "tools/docketctl/import/plan.h"

namespace docket::docketctl {

void WriteAsExport(const Plan& plan, std::ostream& out);

}  // namespace docket::docketctl
