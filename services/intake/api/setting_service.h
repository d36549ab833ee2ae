#pragma once

// docket.setting.v1.SettingService: documents published, retired and read.

#include "libs/eventing/folded_settings.h"
#include "libs/rpc/service.h"
#include "services/intake/api/setting_changes.h"

namespace docket::intake {

// `settings` outlives it.
rpc::Service MakeSettingService(const SettingDoors& at, const eventing::FoldedSettings& settings);

}  // namespace docket::intake
