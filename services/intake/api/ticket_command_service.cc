#include "services/intake/api/ticket_command_service.h"

#include <memory>
#include <string>
#include <utility>

#include "docket/ticket/v1/ticket_command_service.pb.h"
#include "libs/base/id.h"
#include "libs/base/proto_time.h"
#include "libs/base/text.h"
#include "libs/eventing/command.h"

namespace docket::intake {
namespace {

using ticket::v1::SubmitRequest;
using ticket::v1::SubmitResponse;

absl::Status Check(const SubmitRequest& request) {
  const log::v1::Recorded& recorded = request.recorded();
  if (recorded.source().empty() || recorded.source().size() > 64) {
    return InvalidArgument("recorded.source must have 1 to 64 bytes");
  }
  if (recorded.case_().empty() || recorded.case_().size() > 256) {
    return InvalidArgument("recorded.case must have 1 to 256 bytes");
  }
  if (recorded.row() == 0 || !recorded.has_time()) {
    return InvalidArgument("recorded.row, from 1, and recorded.time are required");
  }
  if (request.customer_key().empty() || request.customer_key().size() > 256) {
    return InvalidArgument("customer_key must have 1 to 256 bytes");
  }
  return absl::OkStatus();
}

// A recorded step is named by the command's name and its place: the same in every attempt.
eventing::Command CommandOf(const rpc::Call& call, SubmitRequest request, const TicketId& id) {
  eventing::Command command;
  command.header.set_tenant(call.caller.tenant);
  command.header.set_aggregate_id(id.text());
  const log::v1::Recorded& recorded = request.recorded();
  const std::string key[] = {recorded.source(), recorded.case_(), std::to_string(recorded.row())};
  const Digest command_id = eventing::MachineCommandId(
      call.caller.tenant, eventing::EventKindName(request.command()), key);
  command.header.set_command_id(std::string(command_id.bytes()));
  command.header.set_correlation_id(command.header.command_id());
  *command.header.mutable_actor() = call.caller.actor;
  *command.header.mutable_recorded() = recorded;
  command.digest = Digest::Of(eventing::SerializeDeterministic(request.command()));
  command.body =
      std::make_shared<const ticket::v1::TicketCommand>(std::move(*request.mutable_command()));
  command.roles = call.caller.roles;
  if (call.deadline != std::chrono::nanoseconds::max()) command.deadline = call.deadline;
  return command;
}

SubmitResponse VerdictOf(const eventing::UnitDoors& doors, uint64_t sequence,
                         absl::StatusOr<eventing::Receipt> receipt) {
  SubmitResponse response;
  response.set_sequence(sequence);
  if (!receipt.ok()) {
    ticket::v1::Refused& refused = *response.mutable_refused();
    refused.set_code(static_cast<int32_t>(receipt.status().code()));
    if (const auto rejection = RejectionOf(receipt.status())) refused.set_reason(rejection->reason);
    refused.set_message(std::string(Message(receipt.status())));
    return response;
  }
  ticket::v1::Submitted& submitted = *response.mutable_submitted();
  submitted.set_ticket_id(receipt->aggregate_id);
  submitted.set_version(receipt->version);
  *submitted.mutable_time() = ToProto(receipt->time);
  submitted.set_token(doors.TokenOf(std::move(receipt->folded)));
  return response;
}

void Submit(const eventing::UnitDoors& doors, const rpc::Call& call, SubmitRequest request,
            rpc::Reply<SubmitResponse> reply) {
  const uint64_t sequence = request.sequence();
  auto answer = [&doors, sequence,
                 reply = std::move(reply)](absl::StatusOr<eventing::Receipt> receipt) {
    reply(VerdictOf(doors, sequence, std::move(receipt)));
  };
  if (absl::Status status = Check(request); !status.ok()) return answer(std::move(status));
  const std::string customer_key = CanonicalCustomerKey(request.customer_key());
  ticket::v1::TicketCommand& body = *request.mutable_command();
  if (body.has_open()) {
    body.mutable_open()->mutable_requester()->set_customer_key(customer_key);
  }
  const TicketId id = TicketId::OfRecorded(call.caller.tenant, customer_key,
                                           request.recorded().source(), request.recorded().case_());
  eventing::Command command = CommandOf(call, std::move(request), id);
  command.reply = answer;
  if (doors.At(id.slot()).mailbox->Put(command)) return;
  answer(ResourceExhausted("too many commands wait here: send it again later"));
}

}  // namespace

rpc::Service MakeTicketCommandService(const eventing::UnitDoors& doors) {
  rpc::Service service("docket.ticket.v1.TicketCommandService");
  service.Exchange<SubmitRequest, SubmitResponse>(
      "Submit",
      [&doors](
          rpc::Call call) -> absl::StatusOr<rpc::ExchangeHandler<SubmitRequest, SubmitResponse>> {
        return [&doors, call = std::move(call)](SubmitRequest request,
                                                rpc::Reply<SubmitResponse> reply) {
          Submit(doors, call, std::move(request), std::move(reply));
        };
      });
  return service;
}

}  // namespace docket::intake
