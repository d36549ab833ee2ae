// docket-routing: where tickets belong and who gets them, on Kafka, beside other instances of
// itself.

#include "libs/hosting/program.h"
#include "services/routing/api/routing_service.h"

int main(int argc, char** argv) {
  return docket::hosting::RunProgram(
      argc, argv,
      {.name = "docket-routing",
       .description =
           "Docket's routing: where tickets belong and who gets them, on a Kafka cluster "
           "whose partitions all instances share"},
      {docket::routing::RoutingService(), docket::routing::PoolService()});
}
