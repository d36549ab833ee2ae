#include "services/intake/api/ticket_service.h"

#include <utility>

#include "docket/ticket/v1/ticket_service.pb.h"
#include "services/intake/api/ticket_calls.h"
#include "services/intake/api/ticket_changes.h"
#include "services/intake/api/ticket_view.h"
#include "services/intake/domain/ticket_access.h"
#include "services/intake/projection/intake_unit.h"

namespace docket::intake {
namespace {

using ticket::v1::GetTicketRequest;
using ticket::v1::GetTicketResponse;

absl::StatusOr<GetTicketResponse> ReadTicket(const eventing::UnitDoors& doors,
                                             const rpc::Caller& caller, const TicketId& id) {
  const std::unique_ptr<store::ReadView> view = doors.At(id.slot()).store->View();
  DOCKET_ASSIGN_OR_RETURN(const std::optional<eventing::AggregateRow> row,
                          eventing::ReadRow(TicketAggregate(), TicketTables(), *view, id.text()));
  if (!row.has_value() || row->tenant != caller.tenant) return NoSuchTicket();
  const auto& state = static_cast<const TicketState&>(*row->state);
  if (!MaySee(state, caller.roles, caller.actor)) return NoSuchTicket();
  GetTicketResponse response;
  *response.mutable_ticket() = ViewTicket(id.text(), *row, SeesAll(caller.roles));
  return response;
}

void GetTicket(const eventing::UnitDoors& doors, runtime::ReadPool& readers, const rpc::Call& call,
               const GetTicketRequest& request, const rpc::Reply<GetTicketResponse>& reply) {
  const std::optional<TicketId> id = TicketId::Parse(request.ticket_id());
  if (!id.has_value()) return reply(NoSuchTicket());
  const bool taken = readers.Run(
      [&doors, caller = call.caller, id = *id, reply] { reply(ReadTicket(doors, caller, id)); });
  if (!taken) reply(ResourceExhausted("too many reads wait here: ask again later"));
}

}  // namespace

rpc::Service MakeTicketService(const eventing::UnitDoors& doors, runtime::ReadPool& readers) {
  rpc::Service service("docket.ticket.v1.TicketService");
  AddTicketChanges(doors, service);
  service.Unary<GetTicketRequest, GetTicketResponse>(
      "GetTicket", [&doors, &readers](const rpc::Call& call, const GetTicketRequest& request,
                                      const rpc::Reply<GetTicketResponse>& reply) {
        GetTicket(doors, readers, call, request, reply);
      });
  return service;
}

}  // namespace docket::intake
