// docket: all services in one process.

#include "libs/hosting/program.h"
#include "services/intake/api/intake_service.h"

int main(int argc, char** argv) {
  return docket::hosting::RunProgram(
      argc, argv,
      {.name = "docket",
       .description = "Docket, all services in one process, with its data in one directory",
       .embedded = true},
      {docket::intake::IntakeService()});
}
