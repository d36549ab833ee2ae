#include "services/intake/api/ticket_service.h"

#include <utility>

#include "docket/ticket/v1/ticket_service.pb.h"
#include "libs/api/reads.h"
#include "services/intake/api/ticket_calls.h"
#include "services/intake/api/ticket_changes.h"
#include "services/intake/api/ticket_list.h"
#include "services/intake/api/ticket_reads.h"

namespace docket::intake {
namespace {

void AddReads(rpc::Service& service, const runtime::StoreReads& reads, TicketWatches& watches) {
  api::AddRead(service, "GetTicket", reads, &GetTicket);
  api::AddRead(service, "ListTimelineEntries", reads, &ListTimelineEntries);
  api::AddRead(service, "ListTickets", reads, &ListTickets);
  service.Stream<ticket::v1::WatchTicketsRequest, ticket::v1::WatchTicketsResponse>(
      "WatchTickets",
      [&watches](const rpc::Call& call, const ticket::v1::WatchTicketsRequest& request,
                 TicketWatches::Stream stream) {
        watches.Begin(call, request, std::move(stream));
      });
}

}  // namespace

rpc::Service MakeTicketService(const eventing::UnitDoors& doors, const runtime::StoreReads& reads,
                               TicketWatches& watches) {
  rpc::Service service("docket.ticket.v1.TicketService");
  AddTicketChanges(doors, service);
  AddReads(service, reads, watches);
  return service;
}

}  // namespace docket::intake
