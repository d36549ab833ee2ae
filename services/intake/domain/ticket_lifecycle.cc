#include "services/intake/domain/ticket_lifecycle.h"

#include <utility>

#include "libs/base/proto_time.h"
#include "services/intake/domain/limits.h"
#include "services/intake/domain/ticket_access.h"
#include "services/intake/domain/ticket_form.h"
#include "services/intake/domain/ticket_place.h"
#include "services/intake/domain/ticket_status.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using eventing::CommitHeader;
using eventing::Reject;
using google::protobuf::Timestamp;

// Nobody stops a clock by silence: the customer's last word must have got an answer.
absl::Status RequireReply(const TicketState& state) {
  if (!state.reply_owed()) return absl::OkStatus();
  return Reject(v1::TICKET_REJECTION_REPLY_REQUIRED, "The customer's last word has no answer.");
}

bool NeedsReply(v1::Resolution resolution) {
  switch (resolution) {
    case v1::RESOLUTION_WITHDRAWN:
    case v1::RESOLUTION_DUPLICATE:
    case v1::RESOLUTION_NO_REPLY:
    case v1::RESOLUTION_CLEARED:
    case v1::RESOLUTION_SPAM: return false;
    default: return true;
  }
}

absl::Status RequireFuture(const Timestamp& until, const Draft& draft) {
  if (FromProto(until) > draft.context().now) return absl::OkStatus();
  return Reject(v1::TICKET_REJECTION_UNTIL_INVALID, "The instant must be in the future.");
}

absl::Status CheckHold(const v1::HoldTicket& command, const Draft& draft) {
  if (draft.recorded()) return absl::OkStatus();
  if (command.reason().empty()) return FieldRequired("reason");
  DOCKET_RETURN_IF_ERROR(RequireUnsolved(draft.state()));
  // An absent instant is 1970: not in the future either.
  DOCKET_RETURN_IF_ERROR(RequireFuture(command.until_time(), draft));
  const auto max = Leads(draft.context().roles) ? kLeadersHoldMax : kHoldMax;
  if (FromProto(command.until_time()) <= draft.context().now + max) return absl::OkStatus();
  return Reject(v1::TICKET_REJECTION_ABOVE_AUTHORITY, "The instant is beyond the caller's limit.",
                {{"limit", "hold.max"}});
}

bool IsHeldSo(const TicketState& state, const v1::HoldTicket& command) {
  return state.status() == v1::TICKET_STATUS_HELD && state.hold_reason() == command.reason() &&
         state.has_until_time() == command.has_until_time() &&
         FromProto(state.until_time()) == FromProto(command.until_time());
}

void AddResumed(Draft& draft) {
  v1::TicketEvent event;
  event.mutable_resumed();
  draft.Add(std::move(event));
}

void AddSolved(v1::Resolution resolution, Draft& draft) {
  v1::TicketEvent event;
  event.mutable_solved()->set_number(draft.state().solves() + 1);
  event.mutable_solved()->set_resolution(resolution);
  draft.Add(std::move(event));
}

// A source that takes a ticket up again leaves it with whom it was; here routing must place it.
void AddReopened(Draft& draft) {
  v1::TicketEvent event;
  event.mutable_reopened()->set_number(draft.state().reopens() + 1);
  if (draft.recorded()) {
    event.mutable_reopened()->set_assignee_id(draft.state().last_assignee_id());
  }
  draft.Add(std::move(event));
}

void AddClosed(Draft& draft) {
  v1::TicketEvent event;
  event.mutable_closed();
  draft.Add(std::move(event));
}

// Recorded: our turn, by whichever step leads there.
absl::Status RecordOpen(Draft& draft) {
  if (IsDone(draft.state())) {
    AddReopened(draft);
  } else if (draft.state().status() != v1::TICKET_STATUS_OPEN) {
    AddResumed(draft);
  }
  return absl::OkStatus();
}

// Recorded: done, closed perhaps.
absl::Status RecordClosed(Draft& draft) {
  if (IsUnsolved(draft.state())) AddSolved(v1::RESOLUTION_UNSPECIFIED, draft);
  if (draft.state().status() != v1::TICKET_STATUS_CLOSED) AddClosed(draft);
  return absl::OkStatus();
}

absl::Status CheckWait(const v1::WaitTicket& command, const Draft& draft) {
  const TicketState& state = draft.state();
  DOCKET_RETURN_IF_ERROR(RequireUnsolved(state));
  if (state.status() == v1::TICKET_STATUS_PENDING) {
    return Reject(v1::TICKET_REJECTION_ALREADY_WAITING, "It is the customer's turn already.");
  }
  DOCKET_RETURN_IF_ERROR(RequireReply(state));
  return command.has_until_time() ? RequireFuture(command.until_time(), draft) : absl::OkStatus();
}

absl::Status CheckSolve(const v1::SolveTicket& command, const Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckChosen("resolution", command.resolution()));
  DOCKET_RETURN_IF_ERROR(RequireUnsolved(draft.state()));
  return NeedsReply(command.resolution()) ? RequireReply(draft.state()) : absl::OkStatus();
}

// `until` and the reason belong to the status that is being left.
void Enter(v1::TicketStatus status, const CommitHeader& header, TicketState& state) {
  if (state.status() != status) *state.mutable_since_time() = header.time();
  state.set_status(status);
  state.clear_until_time();
  state.clear_hold_reason();
}

}  // namespace

absl::Status Wait(const v1::WaitTicket& command, Draft& draft) {
  if (!draft.recorded()) DOCKET_RETURN_IF_ERROR(CheckWait(command, draft));
  if (draft.state().status() == v1::TICKET_STATUS_PENDING) return absl::OkStatus();
  if (IsDone(draft.state())) AddReopened(draft);
  v1::TicketEvent event;
  *event.mutable_waiting() = v1::TicketWaiting();
  if (command.has_until_time()) {
    *event.mutable_waiting()->mutable_until_time() = command.until_time();
  }
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status Hold(const v1::HoldTicket& command, Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckCharacters("reason", command.reason(), kHoldReasonCharactersMax));
  DOCKET_RETURN_IF_ERROR(CheckHold(command, draft));
  if (IsHeldSo(draft.state(), command)) return absl::OkStatus();
  if (IsDone(draft.state())) AddReopened(draft);
  v1::TicketEvent event;
  event.mutable_held()->set_reason(command.reason());
  if (command.has_until_time()) {
    *event.mutable_held()->mutable_until_time() = command.until_time();
  }
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status Resume(Draft& draft) {
  if (draft.recorded()) return RecordOpen(draft);
  DOCKET_RETURN_IF_ERROR(RequireUnsolved(draft.state()));
  const v1::TicketStatus status = draft.state().status();
  if (status != v1::TICKET_STATUS_PENDING && status != v1::TICKET_STATUS_HELD) {
    return Reject(v1::TICKET_REJECTION_NOT_WAITING, "The ticket waits for nobody but us.");
  }
  AddResumed(draft);
  return absl::OkStatus();
}

absl::Status Solve(const v1::SolveTicket& command, Draft& draft) {
  if (!draft.recorded()) DOCKET_RETURN_IF_ERROR(CheckSolve(command, draft));
  DOCKET_RETURN_IF_ERROR(CheckKnown("resolution", command.resolution()));
  if (draft.state().status() == v1::TICKET_STATUS_SOLVED) return absl::OkStatus();
  if (draft.state().status() == v1::TICKET_STATUS_CLOSED) AddReopened(draft);
  AddSolved(command.resolution(), draft);
  return absl::OkStatus();
}

absl::Status Reopen(Draft& draft) {
  if (draft.recorded()) return RecordOpen(draft);
  DOCKET_RETURN_IF_ERROR(RequireDone(draft.state()));
  if (draft.state().status() == v1::TICKET_STATUS_CLOSED) {
    return Reject(v1::TICKET_REJECTION_REOPEN_WINDOW_OVER, "The ticket can be taken up no more.");
  }
  AddReopened(draft);
  return absl::OkStatus();
}

absl::Status Close(Draft& draft) {
  if (draft.recorded()) return RecordClosed(draft);
  DOCKET_RETURN_IF_ERROR(RequireDone(draft.state()));
  DOCKET_RETURN_IF_ERROR(RequireNotClosed(draft.state()));
  AddClosed(draft);
  return absl::OkStatus();
}

void Apply(const v1::TicketWaiting& event, const CommitHeader& header, TicketState& state) {
  Enter(v1::TICKET_STATUS_PENDING, header, state);
  if (event.has_until_time()) *state.mutable_until_time() = event.until_time();
}

void Apply(const v1::TicketHeld& event, const CommitHeader& header, TicketState& state) {
  Enter(v1::TICKET_STATUS_HELD, header, state);
  state.set_hold_reason(event.reason());
  if (event.has_until_time()) *state.mutable_until_time() = event.until_time();
}

void Apply(const v1::TicketResumed& /*event*/, const CommitHeader& header, TicketState& state) {
  Enter(v1::TICKET_STATUS_OPEN, header, state);
}

void Apply(const v1::TicketSolved& event, const CommitHeader& header, TicketState& state) {
  Enter(v1::TICKET_STATUS_SOLVED, header, state);
  Release(v1::HANDLING_NONE, state);
  state.set_solves(event.number());
  state.set_resolution(event.resolution());
  if (!state.has_first_solved_time()) *state.mutable_first_solved_time() = header.time();
  *state.mutable_last_solved_time() = header.time();
}

void Apply(const v1::TicketReopened& event, const CommitHeader& header, TicketState& state) {
  Enter(v1::TICKET_STATUS_OPEN, header, state);
  state.set_reopens(event.number());
  state.clear_resolution();
  state.set_handling(v1::HANDLING_TRIAGE);
  state.set_triage_version(header.version());
  if (event.assignee_id().empty()) return;
  state.set_handling(v1::HANDLING_ASSIGNED);
  state.set_assignee_id(event.assignee_id());
}

void Apply(const v1::TicketClosed& /*event*/, const CommitHeader& header, TicketState& state) {
  Enter(v1::TICKET_STATUS_CLOSED, header, state);
}

}  // namespace docket::intake
