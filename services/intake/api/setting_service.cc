#include "services/intake/api/setting_service.h"

#include <utility>

#include "docket/setting/v1/setting_service.pb.h"
#include "libs/api/reads.h"
#include "libs/rpc/setting_limits.h"
#include "services/intake/api/setting_reads.h"

namespace docket::intake {

rpc::Service MakeSettingService(const SettingDoors& at, const eventing::FoldedSettings& settings) {
  rpc::Service service("docket.setting.v1.SettingService");
  AddSettingChanges(at, service);
  api::AddRead(service, "GetSetting", at.reads, &GetSetting);
  api::AddRead(service, "ListSettings", at.reads, &ListSettings);
  api::AddRead(service, "ListSettingVersions", at.reads, &ListSettingVersions);
  service.Unary<setting::v1::CheckSettingsRequest, setting::v1::CheckSettingsResponse>(
      "CheckSettings",
      [at, &settings](const rpc::Call& call, setting::v1::CheckSettingsRequest request,
                      const rpc::Reply<setting::v1::CheckSettingsResponse>& reply) {
        CheckSettings(settings, at, call, std::move(request), reply);
      },
      rpc::kCheckSettingsLimits);
  return service;
}

}  // namespace docket::intake
