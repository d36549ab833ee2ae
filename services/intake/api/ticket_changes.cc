#include "services/intake/api/ticket_changes.h"

#include <optional>
#include <string_view>
#include <utility>

#include "docket/ticket/v1/ticket_service.pb.h"
#include "libs/base/text.h"
#include "services/intake/api/ticket_calls.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using v1::TicketCommand;

template <typename Response>
ReceiptReply WithReceipt(rpc::Reply<Response> reply) {
  return [reply = std::move(reply)](absl::StatusOr<v1::Receipt> receipt) {
    if (!receipt.ok()) return reply(std::move(receipt).status());
    Response response;
    *response.mutable_receipt() = *std::move(receipt);
    reply(std::move(response));
  };
}

void Open(const eventing::UnitDoors& doors, const rpc::Call& call, v1::OpenTicketRequest request,
          rpc::Reply<v1::OpenTicketResponse> reply) {
  if (!request.ticket().follows_ticket_id().empty()) {
    return reply(InvalidArgument(
        "ticket.follows_ticket_id is set by a closed ticket alone: comment on that one instead"));
  }
  TicketCommand command;
  *command.mutable_open() = std::move(*request.mutable_ticket());
  v1::Requester& requester = *command.mutable_open()->mutable_requester();
  requester.set_customer_key(CanonicalCustomerKey(requester.customer_key()));
  const TicketId id =
      TicketId::Of(call.caller.tenant, requester.customer_key(), request.request_id());
  SubmitChange(doors, call, id, {request.request_id(), request.validate_only(), std::nullopt},
               std::move(command), WithReceipt<v1::OpenTicketResponse>(std::move(reply)));
}

// Adds the RPC `method`, whose requests name a ticket. `fill` moves what a request asks into its
// command.
template <typename Request, typename Response>
void AddChange(std::string_view method, void (*fill)(Request&, TicketCommand&),
               const eventing::UnitDoors& doors, rpc::Service& service) {
  service.Unary<Request, Response>(
      method, [&doors, fill](const rpc::Call& call, Request request, rpc::Reply<Response> reply) {
        const std::optional<TicketId> id = TicketId::Parse(request.ticket_id());
        if (!id.has_value()) return reply(NoSuchTicket());
        TicketCommand command;
        fill(request, command);
        SubmitChange(doors, call, *id, api::ChangeCallOf(request), std::move(command),
                     WithReceipt<Response>(std::move(reply)));
      });
}

// The changes of one service, by the names of their RPCs.
class Changes {
 public:
  Changes(const eventing::UnitDoors& doors, rpc::Service& service)
      : doors_(doors), service_(service) {}

  template <typename Request, typename Response>
  void Add(std::string_view method, void (*fill)(Request&, TicketCommand&)) {
    AddChange<Request, Response>(method, fill, doors_, service_);
  }

 private:
  const eventing::UnitDoors& doors_;
  rpc::Service& service_;
};

// What is said, and what the customer alone may ask.
void AddWords(Changes& changes) {
  changes.Add<v1::CommentTicketRequest, v1::CommentTicketResponse>(
      "CommentTicket",
      [](auto& asked, auto& to) { to.mutable_comment()->Swap(asked.mutable_comment()); });
  changes.Add<v1::RedactCommentRequest, v1::RedactCommentResponse>(
      "RedactComment",
      [](auto& asked, auto& to) { to.mutable_redact()->Swap(asked.mutable_redact()); });
  changes.Add<v1::UrgeTicketRequest, v1::UrgeTicketResponse>(
      "UrgeTicket", [](auto&, auto& to) { to.mutable_urge(); });
  changes.Add<v1::RateTicketRequest, v1::RateTicketResponse>(
      "RateTicket", [](auto& asked, auto& to) { to.mutable_rate()->Swap(asked.mutable_rate()); });
  changes.Add<v1::WithdrawTicketRequest, v1::WithdrawTicketResponse>(
      "WithdrawTicket", [](auto&, auto& to) { to.mutable_withdraw(); });
}

// What a ticket is, and who hears of it.
void AddJudgements(Changes& changes) {
  changes.Add<v1::SetTicketFieldsRequest, v1::SetTicketFieldsResponse>(
      "SetTicketFields",
      [](auto& asked, auto& to) { to.mutable_set_fields()->Swap(asked.mutable_set_fields()); });
  changes.Add<v1::TagTicketRequest, v1::TagTicketResponse>(
      "TagTicket", [](auto& asked, auto& to) { to.mutable_tag()->Swap(asked.mutable_tag()); });
  changes.Add<v1::ClassifyTicketRequest, v1::ClassifyTicketResponse>(
      "ClassifyTicket",
      [](auto& asked, auto& to) { to.mutable_classify()->Swap(asked.mutable_classify()); });
  changes.Add<v1::PrioritiseTicketRequest, v1::PrioritiseTicketResponse>(
      "PrioritiseTicket",
      [](auto& asked, auto& to) { to.mutable_prioritise()->Swap(asked.mutable_prioritise()); });
  changes.Add<v1::FollowTicketRequest, v1::FollowTicketResponse>(
      "FollowTicket",
      [](auto& asked, auto& to) { to.mutable_follow()->Swap(asked.mutable_follow()); });
  changes.Add<v1::UnfollowTicketRequest, v1::UnfollowTicketResponse>(
      "UnfollowTicket",
      [](auto& asked, auto& to) { to.mutable_unfollow()->Swap(asked.mutable_unfollow()); });
}

// Where a ticket is in its life.
void AddSteps(Changes& changes) {
  changes.Add<v1::WaitTicketRequest, v1::WaitTicketResponse>(
      "WaitTicket", [](auto& asked, auto& to) { to.mutable_wait()->Swap(asked.mutable_wait()); });
  changes.Add<v1::HoldTicketRequest, v1::HoldTicketResponse>(
      "HoldTicket", [](auto& asked, auto& to) { to.mutable_hold()->Swap(asked.mutable_hold()); });
  changes.Add<v1::TransferTicketRequest, v1::TransferTicketResponse>(
      "TransferTicket",
      [](auto& asked, auto& to) { to.mutable_transfer()->Swap(asked.mutable_transfer()); });
  changes.Add<v1::ResumeTicketRequest, v1::ResumeTicketResponse>(
      "ResumeTicket", [](auto&, auto& to) { to.mutable_resume(); });
  changes.Add<v1::SolveTicketRequest, v1::SolveTicketResponse>(
      "SolveTicket",
      [](auto& asked, auto& to) { to.mutable_solve()->Swap(asked.mutable_solve()); });
  changes.Add<v1::ReopenTicketRequest, v1::ReopenTicketResponse>(
      "ReopenTicket", [](auto&, auto& to) { to.mutable_reopen(); });
  changes.Add<v1::CloseTicketRequest, v1::CloseTicketResponse>(
      "CloseTicket", [](auto&, auto& to) { to.mutable_close(); });
}

}  // namespace

void AddTicketChanges(const eventing::UnitDoors& doors, rpc::Service& service) {
  service.Unary<v1::OpenTicketRequest, v1::OpenTicketResponse>(
      "OpenTicket", [&doors](const rpc::Call& call, v1::OpenTicketRequest request,
                             rpc::Reply<v1::OpenTicketResponse> reply) {
        Open(doors, call, std::move(request), std::move(reply));
      });
  Changes changes(doors, service);
  AddWords(changes);
  AddJudgements(changes);
  AddSteps(changes);
}

}  // namespace docket::intake
