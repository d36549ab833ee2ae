// docket-escalation: what is due of tickets' promises, on Kafka, beside other instances of itself.

#include "libs/hosting/program.h"
#include "services/escalation/api/escalation_service.h"

int main(int argc, char** argv) {
  return docket::hosting::RunProgram(
      argc, argv,
      {.name = "docket-escalation",
       .description =
           "Docket's escalation: warnings, breaches and levels of tickets' promises, on a "
           "Kafka cluster whose partitions all instances share"},
      {docket::escalation::EscalationService()});
}
