#pragma once

// What is wrong with a message template, and which variables its words may have.

#include <span>
#include <string_view>

#include "docket/setting/v1/notification.pb.h"
#include "libs/setting/checks.h"

namespace docket::setting {

// What may stand between `{{` and `}}`.
std::span<const std::string_view> MessageVariables();

void CheckTemplate(const v1::MessageTemplate& message_template, Checks& checks);

}  // namespace docket::setting
