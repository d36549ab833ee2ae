#pragma once

// Commands on tickets, and receipts as answers.

#include <functional>

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "docket/ticket/v1/ticket_values.pb.h"
#include "libs/api/calls.h"
#include "libs/base/id.h"

namespace docket::intake {

// How a ticket that is not there, or not for the caller's eyes, is answered.
absl::Status NoSuchTicket();

using ReceiptReply = std::function<void(absl::StatusOr<ticket::v1::Receipt>)>;

// Hands `command` for `id` to its unit; `reply` is called once, from any thread, at once if the
// unit has no room (RESOURCE_EXHAUSTED).
void Submit(const eventing::UnitDoors& doors, const TicketId& id, eventing::Command command,
            const ReceiptReply& reply);

// Likewise for a person's call; at once also if it is of wrong form (INVALID_ARGUMENT).
void SubmitChange(const eventing::UnitDoors& doors, const rpc::Call& call, const TicketId& id,
                  const api::ChangeCall& change, ticket::v1::TicketCommand command,
                  const ReceiptReply& reply);

}  // namespace docket::intake
