#include "services/escalation/api/escalation_service.h"

#include "services/escalation/projection/escalation_unit.h"

namespace docket::escalation {

hosting::Service EscalationService() {
  return {.name = "escalation",
          .fold_version = kFoldVersion,
          .unit = &EscalationUnit,
          .make_api = nullptr};
}

}  // namespace docket::escalation
