#pragma once

// What is wrong with the document of an endpoint. What its host's name leads to is for whoever
// calls it to see.

#include "docket/setting/v1/notification.pb.h"
#include "libs/setting/checks.h"

namespace docket::setting {

void CheckEndpoint(const v1::Endpoint& endpoint, Checks& checks);

}  // namespace docket::setting
