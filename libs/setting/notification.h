#pragma once

// What is wrong with the notification rules of a tenant.

#include <string_view>

#include "docket/setting/v1/notification.pb.h"
#include "libs/setting/checks.h"

namespace docket::setting {

void CheckNotificationRules(std::string_view name, const v1::NotificationRules& rules,
                            Checks& checks);

}  // namespace docket::setting
