#pragma once

// Calls of people become commands: who asks, under which id, and how it is answered.

#include <optional>
#include <string>

#include "docket/ticket/v1/ticket_service.pb.h"
#include "libs/base/id.h"
#include "libs/eventing/unit_doors.h"
#include "libs/rpc/caller.h"

namespace docket::intake {

// What every changing call says beside its command.
struct ChangeCall {
  std::string request_id;
  bool validate_only = false;
  // The version that the caller has seen; none to change whatever stands there.
  std::optional<uint64_t> expected_version;
};

using ReceiptReply = std::function<void(absl::StatusOr<ticket::v1::Receipt>)>;

// Hands `command` for `id` to its unit; `reply` is called once, from any thread, at once if the
// call is of wrong form (INVALID_ARGUMENT) or the unit has no room (RESOURCE_EXHAUSTED).
void SubmitChange(const eventing::UnitDoors& doors, const rpc::Call& call, TicketId id,
                  const ChangeCall& change, ticket::v1::TicketCommand command, ReceiptReply reply);

}  // namespace docket::intake
