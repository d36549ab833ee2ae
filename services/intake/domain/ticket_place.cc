#include "services/intake/domain/ticket_place.h"

#include <algorithm>
#include <string>
#include <utility>

#include "libs/base/proto_time.h"
#include "libs/setting/settings.h"
#include "services/intake/domain/limits.h"
#include "services/intake/domain/ticket_form.h"
#include "services/intake/domain/ticket_status.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using eventing::Reject;
using setting::v1::Document;

// The team of an agent for whom recorded history names none.
constexpr std::string_view kNoTeam = "(none)";

v1::TicketEvent Assigned(const std::string& team_id, const std::string& assignee_id,
                         uint64_t assignment, const TicketState& state) {
  v1::TicketEvent event;
  event.mutable_assigned()->set_team_id(team_id);
  event.mutable_assigned()->set_assignee_id(assignee_id);
  event.mutable_assigned()->set_entry(state.entry());
  event.mutable_assigned()->set_assignment(assignment);
  return event;
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
    draft.Add(Assigned(team, assignee, state.assignment() + 1, state));
  } else if (team.empty() || team == state.team_id()) {
    AddUnassigned(team, state.assignment(), draft);
  } else {
    AddQueued(team, "", draft);
  }
  return absl::OkStatus();
}

// What the pool says of its reasons; it has them in full.
absl::Status CheckReasons(const v1::AssignTicket& command) {
  DOCKET_RETURN_IF_ERROR(CheckBytes("pool_id", command.pool_id(), kMemberIdBytesMax));
  return CheckKnown("deciding_key", command.deciding_key());
}

absl::Status RequireTeam(const std::string& team_id, const eventing::DecisionContext& context) {
  const setting::Settings* settings = context.settings;
  if (settings != nullptr && settings->Find(context.tenant, Document::kTeam, team_id) != nullptr) {
    return absl::OkStatus();
  }
  return Reject(v1::TICKET_REJECTION_TEAM_UNKNOWN, "There is no team " + team_id + " in force.");
}

// Who had a ticket that came back soon.
std::string PreferredOf(const TicketState& state) {
  if (!state.came_back()) return "";
  const auto away = FromProto(state.waiting_since_time()) - FromProto(state.last_solved_time());
  return away <= kStickyWindow ? state.last_assignee_id() : "";
}

// What the pool has to know of the wait; another system's history knows no such thing.
void SetWait(const TicketState& state, v1::TicketQueued& queued) {
  *queued.mutable_skills() = state.skills();
  queued.set_weight(kTicketWeight);
  queued.set_preferred_agent_id(PreferredOf(state));
  *queued.mutable_waiting_since_time() = state.waiting_since_time();
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
  DOCKET_RETURN_IF_ERROR(CheckReasons(command));
  if (!AwaitsAssignment(draft.state(), command)) {
    return Reject(v1::TICKET_REJECTION_ENTRY_STALE,
                  "The ticket does not wait for that assignment any more.");
  }
  v1::TicketEvent event =
      Assigned(command.team_id(), command.assignee_id(), command.assignment(), draft.state());
  event.mutable_assigned()->set_pool_id(command.pool_id());
  event.mutable_assigned()->set_pool_version(command.pool_version());
  event.mutable_assigned()->set_candidates_total(command.candidates_total());
  event.mutable_assigned()->set_deciding_key(command.deciding_key());
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status Transfer(const v1::TransferTicket& command, Draft& draft) {
  if (command.reason().empty()) {
    return Reject(v1::TICKET_REJECTION_REASON_REQUIRED, "A transfer says why.");
  }
  DOCKET_RETURN_IF_ERROR(CheckMember("team_id", command.team_id()));
  DOCKET_RETURN_IF_ERROR(CheckCharacters("reason", command.reason(), kTransferReasonCharactersMax));
  DOCKET_RETURN_IF_ERROR(RequireUnsolved(draft.state()));
  if (command.team_id() == draft.state().team_id()) {
    return Reject(v1::TICKET_REJECTION_SAME_TEAM, "That team has the ticket already.");
  }
  DOCKET_RETURN_IF_ERROR(RequireTeam(command.team_id(), draft.context()));
  v1::TicketEvent event;
  event.mutable_transferred()->set_team_id(command.team_id());
  event.mutable_transferred()->set_reason(command.reason());
  event.mutable_transferred()->set_from_team_id(draft.state().team_id());
  draft.Add(std::move(event));
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
  v1::TicketQueued& queued = *event.mutable_queued();
  queued.set_team_id(team_id);
  queued.set_entry(draft.state().entry() + 1);
  queued.set_pool_id(pool_id);
  if (!draft.recorded()) SetWait(draft.state(), queued);
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
  state.clear_came_back();
  if (IsDone(state)) {
    state.clear_done_assignee_id();
    return;
  }
  Release(v1::HANDLING_QUEUED, state);
}

void Apply(const v1::TicketTransferred& event, const eventing::CommitHeader& header,
           TicketState& state) {
  state.set_team_id(event.team_id());
  Unplace(header, state);
}

void Apply(const v1::TicketAssigned& event, const eventing::CommitHeader& header,
           TicketState& state) {
  state.set_team_id(event.team_id());
  state.set_assignment(event.assignment());
  state.clear_came_back();
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
