#pragma once

// The changes of documents, as RPCs.

#include <functional>

#include "libs/base/time.h"
#include "libs/eventing/unit_doors.h"
#include "libs/rpc/service.h"
#include "libs/runtime/store_reads.h"

namespace docket::intake {

// What calls for settings work with; all of it outlives them.
struct SettingDoors {
  // Those of the setting unit.
  const eventing::UnitDoors& doors;
  // On their pool documents are compiled, for which files are read.
  const runtime::StoreReads& reads;
  std::function<Time()> now;
};

// Adds to `service` the RPCs that publish and retire.
void AddSettingChanges(const SettingDoors& at, rpc::Service& service);

}  // namespace docket::intake
