#pragma once

// Calls become commands, and receipts answers: who asks, under which id, and what became of it.

#include <functional>
#include <optional>
#include <string>

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "docket/ticket/v1/ticket_values.pb.h"
#include "libs/base/id.h"
#include "libs/eventing/command.h"
#include "libs/eventing/unit_doors.h"
#include "libs/rpc/caller.h"

namespace docket::intake {

// What every changing call of a person says beside its command.
struct ChangeCall {
  std::string request_id;
  bool validate_only = false;
  // The version that the caller has seen; none to change whatever stands there.
  std::optional<uint64_t> expected_version;
};

// How a ticket that is not there, or not for the caller's eyes, is answered.
absl::Status NoSuchTicket();

using ReceiptReply = std::function<void(absl::StatusOr<ticket::v1::Receipt>)>;

// The command `command_id` of the caller for the ticket `id`, which opens a chain.
eventing::Command CommandOf(const rpc::Call& call, const TicketId& id, const Digest& command_id,
                            ticket::v1::TicketCommand body);

// Hands `command` for `id` to its unit; `reply` is called once, from any thread, at once if the
// unit has no room (RESOURCE_EXHAUSTED).
void Submit(const eventing::UnitDoors& doors, const TicketId& id, eventing::Command command,
            const ReceiptReply& reply);

// Likewise for a person's call; at once also if it is of wrong form (INVALID_ARGUMENT).
void SubmitChange(const eventing::UnitDoors& doors, const rpc::Call& call, const TicketId& id,
                  const ChangeCall& change, ticket::v1::TicketCommand command,
                  const ReceiptReply& reply);

}  // namespace docket::intake
