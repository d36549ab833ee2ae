#pragma once

// Reads of documents. Every instance has all of them, so whoever is asked answers.

#include "docket/setting/v1/setting_service.pb.h"
#include "libs/eventing/folded_settings.h"
#include "libs/rpc/caller.h"
#include "libs/rpc/reply.h"
#include "libs/runtime/store_reads.h"
#include "services/intake/api/setting_changes.h"

namespace docket::intake {

void GetSetting(const runtime::StoreReads& reads, const rpc::Call& call,
                setting::v1::GetSettingRequest request,
                const rpc::Reply<setting::v1::GetSettingResponse>& reply);

void ListSettings(const runtime::StoreReads& reads, const rpc::Call& call,
                  setting::v1::ListSettingsRequest request,
                  const rpc::Reply<setting::v1::ListSettingsResponse>& reply);

void ListSettingVersions(const runtime::StoreReads& reads, const rpc::Call& call,
                         setting::v1::ListSettingVersionsRequest request,
                         const rpc::Reply<setting::v1::ListSettingVersionsResponse>& reply);

// Judges documents beside those in `settings`.
void CheckSettings(const eventing::FoldedSettings& settings, const SettingDoors& at,
                   const rpc::Call& call, setting::v1::CheckSettingsRequest request,
                   const rpc::Reply<setting::v1::CheckSettingsResponse>& reply);

}  // namespace docket::intake
