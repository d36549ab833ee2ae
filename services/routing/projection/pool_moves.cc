#include "services/routing/projection/pool_moves.h"

#include <string>
#include <utility>

#include "docket/routing/v1/pool_events.pb.h"
#include "services/routing/domain/pool_state.pb.h"
#include "services/routing/projection/sends.h"

namespace docket::routing {
namespace {

using ticket::v1::TicketCommand;

TicketCommand AssignOf(const v1::EntryAssigned& event, const PoolState& pool, uint64_t version) {
  TicketCommand command;
  ticket::v1::AssignTicket& assign = *command.mutable_assign();
  assign.set_team_id(event.team_id());
  assign.set_assignee_id(event.agent_id());
  assign.set_entry(event.entry());
  assign.set_assignment(event.assignment());
  assign.set_pool_id(pool.pool_id());
  assign.set_pool_version(version);
  assign.set_candidates_total(event.explanation().candidates_total());
  assign.set_deciding_key(event.explanation().deciding_key());
  return command;
}

// Of an assignment that is over: returned or expired.
template <typename Event>
TicketCommand UnassignOf(const Event& event) {
  TicketCommand command;
  command.mutable_unassign()->set_entry(event.entry());
  command.mutable_unassign()->set_assignment(event.assignment());
  return command;
}

template <typename Event>
absl::Status Send(const std::string& tenant, const std::string& name, const Event& event,
                  TicketCommand command, eventing::FoldContext& context) {
  SendKey key{
      tenant,
      name,
      {event.ticket_id(), std::to_string(event.entry()), std::to_string(event.assignment())}};
  DOCKET_ASSIGN_OR_RETURN(eventing::Reaction reaction,
                          ToTicket(key, event.ticket_id(), std::move(command)));
  context.React(std::move(reaction));
  return absl::OkStatus();
}

absl::Status TellTicket(const v1::PoolEvent& event, const eventing::AcceptedCommit& commit,
                        eventing::FoldContext& context) {
  const std::string& tenant = commit.header.tenant();
  const auto& pool = static_cast<const PoolState&>(*commit.state);
  switch (event.kind_case()) {
    case v1::PoolEvent::kAssigned:
      return Send(tenant, "AssignTicket", event.assigned(),
                  AssignOf(event.assigned(), pool, commit.header.version()), context);
    case v1::PoolEvent::kReturned:
      return Send(tenant, "UnassignTicket", event.returned(), UnassignOf(event.returned()),
                  context);
    case v1::PoolEvent::kExpired:
      return Send(tenant, "UnassignTicket", event.expired(), UnassignOf(event.expired()), context);
    default: return absl::OkStatus();  // The ticket brought it about, or it is no ticket's.
  }
}

}  // namespace

absl::Status PoolMoves::Fold(const eventing::AcceptedCommit& commit,
                             eventing::FoldContext& context) {
  for (const v1::PoolEvent& event : static_cast<const v1::PoolCommit&>(commit.message).events()) {
    DOCKET_RETURN_IF_ERROR(TellTicket(event, commit, context));
  }
  return absl::OkStatus();
}

}  // namespace docket::routing
