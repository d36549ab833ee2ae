#include "services/intake/api/ticket_service.h"

#include <utility>

#include "docket/ticket/v1/ticket_service.pb.h"
#include "libs/base/text.h"
#include "services/intake/api/ticket_calls.h"
#include "services/intake/api/ticket_view.h"
#include "services/intake/domain/ticket_access.h"
#include "services/intake/projection/intake_unit.h"

namespace docket::intake {
namespace {

using ticket::v1::GetTicketRequest;
using ticket::v1::GetTicketResponse;
using ticket::v1::OpenTicketRequest;
using ticket::v1::OpenTicketResponse;
using ticket::v1::Receipt;
using ticket::v1::TicketCommand;

absl::Status NoSuchTicket() {
  return RejectionStatus({"NOT_FOUND", {}}, "there is no such ticket: check its id");
}

template <typename Response>
ReceiptReply WithReceipt(rpc::Reply<Response> reply) {
  return [reply = std::move(reply)](absl::StatusOr<Receipt> receipt) {
    if (!receipt.ok()) return reply(std::move(receipt).status());
    Response response;
    *response.mutable_receipt() = *std::move(receipt);
    reply(std::move(response));
  };
}

void OpenTicket(const eventing::UnitDoors& doors, const rpc::Call& call, OpenTicketRequest request,
                rpc::Reply<OpenTicketResponse> reply) {
  TicketCommand command;
  *command.mutable_open() = std::move(*request.mutable_ticket());
  ticket::v1::Requester& requester = *command.mutable_open()->mutable_requester();
  requester.set_customer_key(CanonicalCustomerKey(requester.customer_key()));
  const TicketId id =
      TicketId::Of(call.caller.tenant, requester.customer_key(), request.request_id());
  SubmitChange(doors, call, id, {request.request_id(), request.validate_only(), std::nullopt},
               std::move(command), WithReceipt<OpenTicketResponse>(std::move(reply)));
}

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
  service.Unary<OpenTicketRequest, OpenTicketResponse>(
      "OpenTicket", [&doors](const rpc::Call& call, OpenTicketRequest request,
                             rpc::Reply<OpenTicketResponse> reply) {
        OpenTicket(doors, call, std::move(request), std::move(reply));
      });
  service.Unary<GetTicketRequest, GetTicketResponse>(
      "GetTicket", [&doors, &readers](const rpc::Call& call, const GetTicketRequest& request,
                                      const rpc::Reply<GetTicketResponse>& reply) {
        GetTicket(doors, readers, call, request, reply);
      });
  return service;
}

}  // namespace docket::intake
