// docket: all services in one process.

#include "libs/hosting/program.h"
#include "services/escalation/api/escalation_service.h"
#include "services/intake/api/intake_service.h"
#include "services/routing/api/routing_service.h"

int main(int argc, char** argv) {
  return docket::hosting::RunProgram(
      argc, argv,
      {.name = "docket",
       .description = "Docket, all services in one process, with its data in one directory",
       .embedded = true},
      {docket::intake::IntakeService(), docket::routing::RoutingService(),
       docket::routing::PoolService(), docket::escalation::EscalationService()});
}
