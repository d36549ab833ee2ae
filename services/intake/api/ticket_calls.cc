#include "services/intake/api/ticket_calls.h"

#include <memory>
#include <utility>

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/proto_time.h"

namespace docket::intake {
namespace {

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

void Submit(const eventing::UnitDoors& doors, const TicketId& id, eventing::Command command,
            const ReceiptReply& reply) {
  command.reply = [&doors, reply](absl::StatusOr<eventing::Receipt> receipt) {
    if (!receipt.ok()) return reply(std::move(receipt).status());
    reply(ReceiptOf(doors, *std::move(receipt)));
  };
  api::PutInto(doors.At(id.slot()), std::move(command));
}

void SubmitChange(const eventing::UnitDoors& doors, const rpc::Call& call, const TicketId& id,
                  const api::ChangeCall& change, ticket::v1::TicketCommand command,
                  const ReceiptReply& reply) {
  absl::StatusOr<eventing::Command> asked =
      api::ChangeCommandOf(call, id.text(), change,
                           std::make_shared<const ticket::v1::TicketCommand>(std::move(command)));
  if (!asked.ok()) return reply(std::move(asked).status());
  Submit(doors, id, *std::move(asked), reply);
}

}  // namespace docket::intake
