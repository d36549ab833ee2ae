#pragma once

// What routing sends: commands for tickets and for pools, each with an id that follows from its
// cause (semantics.md 2.4).

#include <span>
#include <string>

#include "docket/routing/v1/pool_commands.pb.h"
#include "docket/ticket/v1/ticket_commands.pb.h"
#include "libs/base/status.h"
#include "libs/eventing/projection.h"

namespace docket::routing {

// The header of a command before it is sent: whose, and under which id.
struct SendKey {
  std::string tenant;
  // Of the command, for its id: "AssignTicket".
  std::string name;
  // What tells it from all others of that name.
  std::vector<std::string> parts;
};

// `command` for the ticket `ticket_id`. DATA_LOSS if that is no ticket's id, which none in the log
// is.
absl::StatusOr<eventing::Reaction> ToTicket(const SendKey& key, const std::string& ticket_id,
                                            ticket::v1::TicketCommand command);

// `command` for the pool called `pool_id`.
eventing::Reaction ToPool(const SendKey& key, const std::string& pool_id, v1::PoolCommand command);

}  // namespace docket::routing
