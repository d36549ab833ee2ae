#pragma once

// docket.setting.v1.SettingService: documents published, retired and read.

#include "libs/eventing/folded_settings.h"
#include "libs/eventing/unit_doors.h"
#include "libs/rpc/service.h"
#include "libs/runtime/store_reads.h"

namespace docket::intake {

// All outlive it; `doors` and `reads` are those of the setting unit.
rpc::Service MakeSettingService(const eventing::UnitDoors& doors, const runtime::StoreReads& reads,
                                const eventing::FoldedSettings& settings);

}  // namespace docket::intake
