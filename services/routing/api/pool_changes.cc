#include "services/routing/api/pool_changes.h"

#include <string>
#include <utility>

#include "docket/routing/v1/routing_service.pb.h"

namespace docket::routing {
namespace {

// Fills the command of `request` for the agent whose pool is asked, and says who that is.
template <typename Request>
using Fill = std::string (*)(Request& request, const std::string& caller, v1::PoolCommand& to);

template <typename Request, typename Response>
void AddChange(std::string_view method, Fill<Request> fill, const PoolDoors& at,
               rpc::Service& service) {
  service.Unary<Request, Response>(
      method, [at, fill](const rpc::Call& call, Request request, rpc::Reply<Response> reply) {
        PoolChange change{.request_id = request.request_id(), .agent_id = {}, .command = {}};
        change.agent_id = fill(request, call.caller.actor.id(), change.command);
        SubmitChange(at, call, std::move(change),
                     [reply = std::move(reply)](absl::StatusOr<v1::PoolReceipt> receipt) {
                       if (!receipt.ok()) return reply(std::move(receipt).status());
                       Response response;
                       *response.mutable_receipt() = *std::move(receipt);
                       reply(std::move(response));
                     });
      });
}

std::string FillPresence(v1::SetPresenceRequest& request, const std::string& caller,
                         v1::PoolCommand& to) {
  const std::string agent = request.agent_id().empty() ? caller : request.agent_id();
  to.mutable_set_presence()->set_agent_id(agent);
  to.mutable_set_presence()->set_presence(request.presence());
  return agent;
}

std::string FillClaimNext(v1::ClaimNextTicketRequest& /*request*/, const std::string& caller,
                          v1::PoolCommand& to) {
  to.mutable_claim_next()->set_agent_id(caller);
  return caller;
}

std::string FillClaim(v1::ClaimTicketRequest& request, const std::string& caller,
                      v1::PoolCommand& to) {
  to.mutable_claim()->set_ticket_id(request.ticket_id());
  to.mutable_claim()->set_agent_id(caller);
  return caller;
}

std::string FillAccept(v1::AcceptTicketRequest& request, const std::string& caller,
                       v1::PoolCommand& to) {
  to.mutable_accept()->set_ticket_id(request.ticket_id());
  to.mutable_accept()->set_agent_id(caller);
  return caller;
}

std::string FillReturn(v1::ReturnTicketRequest& request, const std::string& caller,
                       v1::PoolCommand& to) {
  to.mutable_return_()->set_ticket_id(request.ticket_id());
  to.mutable_return_()->set_agent_id(caller);
  to.mutable_return_()->set_reason(request.reason());
  return caller;
}

std::string FillHandOver(v1::HandOverTicketRequest& request, const std::string& caller,
                         v1::PoolCommand& to) {
  to.mutable_hand_over()->set_ticket_id(request.ticket_id());
  to.mutable_hand_over()->set_agent_id(caller);
  to.mutable_hand_over()->set_to_agent_id(request.to_agent_id());
  return caller;
}

std::string FillAssign(v1::AssignTicketRequest& request, const std::string& /*caller*/,
                       v1::PoolCommand& to) {
  to.mutable_assign()->set_ticket_id(request.ticket_id());
  to.mutable_assign()->set_to_agent_id(request.to_agent_id());
  return request.to_agent_id();
}

}  // namespace

void AddPoolChanges(const PoolDoors& at, rpc::Service& service) {
  AddChange<v1::SetPresenceRequest, v1::SetPresenceResponse>("SetPresence", &FillPresence, at,
                                                             service);
  AddChange<v1::ClaimNextTicketRequest, v1::ClaimNextTicketResponse>("ClaimNextTicket",
                                                                     &FillClaimNext, at, service);
  AddChange<v1::ClaimTicketRequest, v1::ClaimTicketResponse>("ClaimTicket", &FillClaim, at,
                                                             service);
  AddChange<v1::AcceptTicketRequest, v1::AcceptTicketResponse>("AcceptTicket", &FillAccept, at,
                                                               service);
  AddChange<v1::ReturnTicketRequest, v1::ReturnTicketResponse>("ReturnTicket", &FillReturn, at,
                                                               service);
  AddChange<v1::HandOverTicketRequest, v1::HandOverTicketResponse>("HandOverTicket", &FillHandOver,
                                                                   at, service);
  AddChange<v1::AssignTicketRequest, v1::AssignTicketResponse>("AssignTicket", &FillAssign, at,
                                                               service);
}

}  // namespace docket::routing
