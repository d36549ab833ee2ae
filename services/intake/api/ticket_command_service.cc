#include "services/intake/api/ticket_command_service.h"

#include <chrono>
#include <string>
#include <utility>

#include "docket/ticket/v1/ticket_command_service.pb.h"
#include "libs/base/misplaced.h"
#include "libs/base/proto_time.h"
#include "libs/base/text.h"
#include "libs/base/time.h"
#include "libs/rpc/errors.h"
#include "services/intake/api/ticket_calls.h"
#include "services/intake/domain/limits.h"
#include "services/intake/domain/ticket_form.h"

namespace docket::intake {
namespace {

using ticket::v1::SubmitRequest;
using ticket::v1::SubmitResponse;

constexpr size_t kSourceBytesMax = 64;
constexpr size_t kCaseBytesMax = 256;
// How far the clock of a source may be ahead of ours.
constexpr std::chrono::minutes kAheadMax{5};

bool HasBytes(const std::string& text, size_t bytes_max) {
  return !text.empty() && text.size() <= bytes_max;
}

absl::Status Check(const SubmitRequest& request) {
  const log::v1::Recorded& recorded = request.recorded();
  if (!HasBytes(recorded.source(), kSourceBytesMax)) {
    return InvalidArgument("recorded.source must have 1 to 64 bytes");
  }
  if (!HasBytes(recorded.case_(), kCaseBytesMax)) {
    return InvalidArgument("recorded.case must have 1 to 256 bytes");
  }
  if (recorded.row() == 0 || !recorded.has_time()) {
    return InvalidArgument("recorded.row, from 1, and recorded.time are required");
  }
  DOCKET_RETURN_IF_ERROR(CheckInstant("recorded.time", recorded.time()));
  if (FromProto(recorded.time()) > SystemInstant().wall + kAheadMax) {
    return InvalidArgument("recorded.time lies in the future: history is what has happened");
  }
  if (!HasBytes(request.customer_key(), kCustomerKeyBytesMax)) {
    return InvalidArgument("customer_key must have 1 to 256 bytes");
  }
  return absl::OkStatus();
}

// A recorded step is named by its command's name and its place: the same in every attempt.
eventing::Command RecordedCommandOf(const rpc::Call& call, const TicketId& id,
                                    SubmitRequest request) {
  const log::v1::Recorded& recorded = request.recorded();
  const std::string key[] = {recorded.source(), recorded.case_(), std::to_string(recorded.row())};
  const Digest command_id = eventing::MachineCommandId(
      call.caller.tenant, eventing::EventKindName(request.command()), key);
  eventing::Command command = api::CommandOf(
      call, id.text(), command_id,
      std::make_shared<const ticket::v1::TicketCommand>(std::move(*request.mutable_command())));
  *command.header.mutable_recorded() = recorded;
  return command;
}

// What all answers of one server have in common is said by `by_log_time`.
SubmitResponse VerdictOf(uint64_t sequence, absl::StatusOr<ticket::v1::Receipt> receipt,
                         bool by_log_time) {
  SubmitResponse response;
  response.set_sequence(sequence);
  response.set_by_log_time(by_log_time);
  if (receipt.ok()) {
    *response.mutable_submitted() = *std::move(receipt);
    return response;
  }
  const absl::Status outside = rpc::Concealed(
      receipt.status(), "docket.ticket.v1.TicketCommandService/Submit", SystemInstant().wall);
  ticket::v1::Refused& refused = *response.mutable_refused();
  refused.set_code(static_cast<int32_t>(rpc::OuterCode(outside)));
  if (const auto rejection = RejectionOf(outside)) refused.set_reason(rejection->reason);
  refused.set_message(std::string(Message(outside)));
  return response;
}

void SubmitRecorded(const eventing::UnitDoors& doors, bool by_log_time, const rpc::Call& call,
                    SubmitRequest request, const rpc::Reply<SubmitResponse>& reply) {
  const uint64_t sequence = request.sequence();
  // What another instance owns is for the stream to hand on.
  const auto answer = [sequence, by_log_time, reply](absl::StatusOr<ticket::v1::Receipt> receipt) {
    if (MisplacedIn(receipt.status()).has_value()) return reply(receipt.status());
    reply(VerdictOf(sequence, std::move(receipt), by_log_time));
  };
  if (absl::Status status = Check(request); !status.ok()) return answer(std::move(status));
  const std::string customer_key = CanonicalCustomerKey(request.customer_key());
  ticket::v1::TicketCommand& body = *request.mutable_command();
  if (body.has_open()) {
    body.mutable_open()->mutable_requester()->set_customer_key(customer_key);
  }
  const TicketId id = TicketId::OfRecorded(call.caller.tenant, customer_key,
                                           request.recorded().source(), request.recorded().case_());
  Submit(doors, id, RecordedCommandOf(call, id, std::move(request)), answer);
}

}  // namespace

rpc::Service MakeTicketCommandService(const eventing::UnitDoors& doors, TakeStream take_stream,
                                      bool by_log_time) {
  using Handler = rpc::ExchangeHandler<SubmitRequest, SubmitResponse>;
  rpc::Service service("docket.ticket.v1.TicketCommandService");
  service.Exchange<SubmitRequest, SubmitResponse>(
      "Submit",
      [&doors, by_log_time,
       take_stream = std::move(take_stream)](rpc::Call call) -> absl::StatusOr<Handler> {
        DOCKET_ASSIGN_OR_RETURN(std::shared_ptr<void> held, take_stream());
        return [&doors, by_log_time, call = std::move(call), held = std::move(held)](
                   SubmitRequest request, const rpc::Reply<SubmitResponse>& reply) {
          SubmitRecorded(doors, by_log_time, call, std::move(request), reply);
        };
      },
      {.of_request = [](const SubmitRequest& request) { return request.sequence(); },
       .of_answer = [](const SubmitResponse& response) { return response.sequence(); },
       .refusal = [by_log_time](
                      uint64_t sequence,
                      const absl::Status& why) { return VerdictOf(sequence, why, by_log_time); }});
  return service;
}

}  // namespace docket::intake
