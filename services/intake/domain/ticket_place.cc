#include "services/intake/domain/ticket_place.h"

#include <algorithm>
#include <string>
#include <utility>

#include "services/intake/domain/limits.h"
#include "services/intake/domain/ticket_form.h"
#include "services/intake/domain/ticket_status.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using eventing::Reject;

// The team of an agent for whom recorded history names none.
constexpr std::string_view kNoTeam = "(none)";

void AddAssigned(const std::string& team_id, const std::string& assignee_id, uint64_t assignment,
                 Draft& draft) {
  v1::TicketEvent event;
  event.mutable_assigned()->set_team_id(team_id);
  event.mutable_assigned()->set_assignee_id(assignee_id);
  event.mutable_assigned()->set_entry(draft.state().entry());
  event.mutable_assigned()->set_assignment(assignment);
  draft.Add(std::move(event));
}

void AddUnassigned(const std::string& team_id, uint64_t assignment, Draft& draft) {
  v1::TicketEvent event;
  event.mutable_unassigned()->set_entry(draft.state().entry());
  event.mutable_unassigned()->set_assignment(assignment);
  event.mutable_unassigned()->set_team_id(team_id);
  draft.Add(std::move(event));
}

// Who has the ticket or, when it is done, would have it.
const std::string& Holder(const TicketState& state) {
  return IsDone(state) ? state.done_assignee_id() : state.assignee_id();
}

// Takes over a row of another system, which knows neither waits nor assignments: they are counted
// here, so that each change is the fact it would have been.
absl::Status RecordPlace(const v1::AssignTicket& command, Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckBytes("team_id", command.team_id(), kMemberIdBytesMax));
  DOCKET_RETURN_IF_ERROR(CheckBytes("assignee_id", command.assignee_id(), kMemberIdBytesMax));
  const TicketState& state = draft.state();
  const std::string& assignee = command.assignee_id();
  std::string team = command.team_id();
  if (team.empty() && !assignee.empty()) team = kNoTeam;
  if (team == state.team_id() && assignee == Holder(state)) return absl::OkStatus();
  if (!assignee.empty()) {
    AddAssigned(team, assignee, state.assignment() + 1, draft);
  } else if (team.empty() || team == state.team_id()) {
    AddUnassigned(team, state.assignment(), draft);
  } else {
    AddQueued(team, "", draft);
  }
  return absl::OkStatus();
}

bool AwaitsAssignment(const TicketState& state, const v1::AssignTicket& command) {
  const bool placed =
      state.handling() == v1::HANDLING_QUEUED || state.handling() == v1::HANDLING_ASSIGNED;
  return placed && command.entry() == state.entry() && command.assignment() > state.assignment() &&
         command.assignment() > state.ended_assignment();
}

}  // namespace

absl::Status Queue(const v1::QueueTicket& command, Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckMember("team_id", command.team_id()));
  DOCKET_RETURN_IF_ERROR(CheckMember("pool_id", command.pool_id()));
  DOCKET_RETURN_IF_ERROR(RequireUnplaced(command.cause_version(), draft.state()));
  AddQueued(command.team_id(), command.pool_id(), draft);
  return absl::OkStatus();
}

absl::Status Assign(const v1::AssignTicket& command, Draft& draft) {
  if (draft.recorded()) return RecordPlace(command, draft);
  DOCKET_RETURN_IF_ERROR(CheckMember("team_id", command.team_id()));
  DOCKET_RETURN_IF_ERROR(CheckMember("assignee_id", command.assignee_id()));
  if (!AwaitsAssignment(draft.state(), command)) {
    return Reject(v1::TICKET_REJECTION_ENTRY_STALE,
                  "The ticket does not wait for that assignment any more.");
  }
  AddAssigned(command.team_id(), command.assignee_id(), command.assignment(), draft);
  return absl::OkStatus();
}

// Waits are counted here, so nobody can speak of a later one; an earlier one is over.
absl::Status Unassign(const v1::UnassignTicket& command, Draft& draft) {
  const TicketState& state = draft.state();
  const bool current =
      state.handling() == v1::HANDLING_ASSIGNED && command.assignment() == state.assignment();
  const bool unheard_of =
      command.assignment() > state.assignment() && command.assignment() > state.ended_assignment();
  if (command.entry() != state.entry() || !(current || unheard_of)) return absl::OkStatus();
  AddUnassigned(state.team_id(), command.assignment(), draft);
  return absl::OkStatus();
}

absl::Status RequireUnplaced(uint64_t cause_version, const TicketState& state) {
  DOCKET_RETURN_IF_ERROR(RequireUnsolved(state));
  if (state.handling() == v1::HANDLING_TRIAGE && state.triage_version() == cause_version) {
    return absl::OkStatus();
  }
  return Reject(v1::TICKET_REJECTION_CAUSE_STALE,
                "The ticket need not be placed because of that version.");
}

void AddQueued(const std::string& team_id, const std::string& pool_id, Draft& draft) {
  v1::TicketEvent event;
  event.mutable_queued()->set_team_id(team_id);
  event.mutable_queued()->set_entry(draft.state().entry() + 1);
  event.mutable_queued()->set_pool_id(pool_id);
  draft.Add(std::move(event));
}

void Release(v1::Handling handling, TicketState& state) {
  if (!state.assignee_id().empty()) state.set_last_assignee_id(state.assignee_id());
  state.clear_assignee_id();
  state.set_handling(handling);
}

void Unplace(const eventing::CommitHeader& header, TicketState& state) {
  Release(v1::HANDLING_TRIAGE, state);
  state.set_triage_version(header.version());
}

void Apply(const v1::TicketQueued& event, TicketState& state) {
  state.set_team_id(event.team_id());
  state.set_pool_id(event.pool_id());
  state.set_entry(event.entry());
  state.set_assignment(0);
  state.set_ended_assignment(0);
  if (IsDone(state)) {
    state.clear_done_assignee_id();
    return;
  }
  Release(v1::HANDLING_QUEUED, state);
}

void Apply(const v1::TicketAssigned& event, const eventing::CommitHeader& header,
           TicketState& state) {
  state.set_team_id(event.team_id());
  state.set_assignment(event.assignment());
  state.set_assignments(state.assignments() + 1);
  if (IsDone(state)) {
    state.set_done_assignee_id(event.assignee_id());
    return;
  }
  Release(v1::HANDLING_ASSIGNED, state);
  state.set_assignee_id(event.assignee_id());
  if (state.status() == v1::TICKET_STATUS_NEW) Enter(v1::TICKET_STATUS_OPEN, header, state);
}

void Apply(const v1::TicketUnassigned& event, const eventing::CommitHeader& header,
           TicketState& state) {
  state.set_ended_assignment(std::max(state.ended_assignment(), event.assignment()));
  if (event.assignment() != state.assignment()) return;  // Over before it was heard of.
  state.set_team_id(event.team_id());
  if (IsDone(state)) {
    state.clear_done_assignee_id();
    return;
  }
  if (event.team_id().empty()) return Unplace(header, state);
  Release(v1::HANDLING_QUEUED, state);
}

}  // namespace docket::intake
