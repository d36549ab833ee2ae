#include "services/intake/api/ticket_calls.h"

#include <memory>
#include <utility>

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/proto_time.h"

namespace docket::intake {
namespace {

constexpr size_t kRequestIdBytesMax = 64;

absl::Status CheckRequestId(const std::string& request_id) {
  if (!request_id.empty() && request_id.size() <= kRequestIdBytesMax) return absl::OkStatus();
  return InvalidArgument("request_id must have 1 to 64 bytes: draw a UUIDv7 for each new request");
}

// Whom a request_id is unique for.
std::string IssuerOf(const eventing::Actor& actor) {
  return eventing::Actor::Kind_Name(actor.kind()) + ":" + actor.id();
}

// The numbers that the events of a commit gave; the last of each kind.
void SetNumbers(const ticket::v1::TicketCommit& commit, ticket::v1::Receipt& receipt) {
  using Event = ticket::v1::TicketEvent;
  for (const Event& event : commit.events()) {
    switch (event.kind_case()) {
      case Event::kCommented: receipt.set_comment(event.commented().number()); break;
      case Event::kSolved: receipt.set_solve(event.solved().number()); break;
      case Event::kReopened: receipt.set_reopen(event.reopened().number()); break;
      case Event::kUrged: receipt.set_urge(event.urged().number()); break;
      default: break;
    }
  }
}

ticket::v1::Receipt ReceiptOf(const eventing::UnitDoors& doors, eventing::Receipt receipt) {
  ticket::v1::Receipt out;
  out.set_ticket_id(receipt.aggregate_id);
  out.set_version(receipt.version);
  if (receipt.version > 0) *out.mutable_time() = ToProto(receipt.time);
  if (receipt.commit != nullptr) {
    SetNumbers(static_cast<const ticket::v1::TicketCommit&>(*receipt.commit), out);
  }
  out.set_token(doors.TokenOf(std::move(receipt.folded)));
  return out;
}

}  // namespace

absl::Status NoSuchTicket() {
  return RejectionStatus({"NOT_FOUND", {}}, "there is no such ticket: check its id");
}

eventing::Command CommandOf(const rpc::Call& call, const TicketId& id, const Digest& command_id,
                            ticket::v1::TicketCommand body) {
  eventing::Command command;
  command.header.set_tenant(call.caller.tenant);
  command.header.set_aggregate_id(id.text());
  command.header.set_command_id(std::string(command_id.bytes()));
  command.header.set_correlation_id(command.header.command_id());
  *command.header.mutable_actor() = call.caller.actor;
  command.digest = Digest::Of(eventing::SerializeDeterministic(body));
  command.body = std::make_shared<const ticket::v1::TicketCommand>(std::move(body));
  command.roles = call.caller.roles;
  if (call.deadline != std::chrono::nanoseconds::max()) command.deadline = call.deadline;
  return command;
}

void Submit(const eventing::UnitDoors& doors, const TicketId& id, eventing::Command command,
            const ReceiptReply& reply) {
  command.reply = [&doors, reply](absl::StatusOr<eventing::Receipt> receipt) {
    if (!receipt.ok()) return reply(std::move(receipt).status());
    reply(ReceiptOf(doors, *std::move(receipt)));
  };
  if (doors.At(id.slot()).mailbox->Put(command)) return;
  reply(ResourceExhausted("too many commands wait here: send it again later, by the same id"));
}

void SubmitChange(const eventing::UnitDoors& doors, const rpc::Call& call, const TicketId& id,
                  const ChangeCall& change, ticket::v1::TicketCommand command,
                  const ReceiptReply& reply) {
  if (absl::Status status = CheckRequestId(change.request_id); !status.ok()) {
    return reply(std::move(status));
  }
  const Digest command_id =
      eventing::PersonCommandId(call.caller.tenant, IssuerOf(call.caller.actor), change.request_id);
  eventing::Command asked = CommandOf(call, id, command_id, std::move(command));
  asked.from_person = true;
  asked.expected_version = change.expected_version;
  asked.validate_only = change.validate_only;
  Submit(doors, id, std::move(asked), reply);
}

}  // namespace docket::intake
