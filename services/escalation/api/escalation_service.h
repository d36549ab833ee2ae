#pragma once

// Escalation as hosts run it.

#include "libs/hosting/service.h"

namespace docket::escalation {

hosting::Service EscalationService();

}  // namespace docket::escalation
