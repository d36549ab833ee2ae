#pragma once

// The changes of documents, as RPCs.

#include "libs/eventing/unit_doors.h"
#include "libs/rpc/service.h"

namespace docket::intake {

// Adds to `service` the RPCs that publish and retire. `doors`, those of the setting unit, outlive
// it.
void AddSettingChanges(const eventing::UnitDoors& doors, rpc::Service& service);

}  // namespace docket::intake
