#include "services/intake/api/setting_service.h"

#include <utility>

#include "docket/setting/v1/setting_service.pb.h"
#include "libs/rpc/setting_limits.h"
#include "services/intake/api/reads.h"
#include "services/intake/api/setting_changes.h"
#include "services/intake/api/setting_reads.h"

namespace docket::intake {

rpc::Service MakeSettingService(const eventing::UnitDoors& doors, const runtime::StoreReads& reads,
                                const eventing::FoldedSettings& settings) {
  rpc::Service service("docket.setting.v1.SettingService");
  AddSettingChanges(doors, service);
  AddRead(service, "GetSetting", reads, &GetSetting);
  AddRead(service, "ListSettings", reads, &ListSettings);
  AddRead(service, "ListSettingVersions", reads, &ListSettingVersions);
  service.Unary<setting::v1::CheckSettingsRequest, setting::v1::CheckSettingsResponse>(
      "CheckSettings",
      [&settings, &reads](const rpc::Call& call, setting::v1::CheckSettingsRequest request,
                          const rpc::Reply<setting::v1::CheckSettingsResponse>& reply) {
        CheckSettings(settings, reads, call, std::move(request), reply);
      },
      rpc::kCheckSettingsLimits);
  return service;
}

}  // namespace docket::intake
