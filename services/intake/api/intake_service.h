#pragma once

// Intake as hosts run it.

#include "libs/hosting/service.h"

namespace docket::intake {

hosting::Service IntakeService();

}  // namespace docket::intake
