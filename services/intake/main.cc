// docket-intake: tickets, on Kafka, beside other instances of itself.

#include "libs/hosting/program.h"
#include "services/intake/api/intake_service.h"

int main(int argc, char** argv) {
  return docket::hosting::RunProgram(
      argc, argv,
      {.name = "docket-intake",
       .description = "Docket's intake: tickets, on a Kafka cluster whose partitions all instances "
                      "share"},
      {docket::intake::IntakeService()});
}
