#include "services/intake/domain/ticket_lifecycle.h"

#include <string>
#include <utility>

#include "libs/base/proto_time.h"
#include "services/intake/domain/limits.h"
#include "services/intake/domain/tenant_rules.h"
#include "services/intake/domain/ticket_access.h"
#include "services/intake/domain/ticket_comment.h"
#include "services/intake/domain/ticket_form.h"
#include "services/intake/domain/ticket_place.h"
#include "services/intake/domain/ticket_status.h"
#include "services/intake/domain/ticket_strings.h"

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
  if (IsUnsolved(draft.state())) AddSolved(v1::RESOLUTION_UNSPECIFIED, 0, draft);
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
  if (NeedsReply(command.resolution())) DOCKET_RETURN_IF_ERROR(RequireReply(draft.state()));
  return command.solution_comment() == 0
             ? absl::OkStatus()
             : RequireComment(command.solution_comment(), draft.state());
}

// The comment that holds the solution: the one named, else the last answer if the ticket ends by
// one.
uint64_t SolutionOf(const v1::SolveTicket& command, const TicketState& state) {
  if (command.solution_comment() != 0) return command.solution_comment();
  return NeedsReply(command.resolution()) ? state.reply_comment() : 0;
}

v1::TicketWaiting Waiting(const v1::WaitTicket& command, const eventing::DecisionContext& context) {
  const Windows windows = WindowsOf(context);
  v1::TicketWaiting waiting;
  if (command.has_until_time()) *waiting.mutable_until_time() = command.until_time();
  *waiting.mutable_reminder_time() = ToProto(context.now + windows.remind_after);
  *waiting.mutable_silence_time() = ToProto(context.now + windows.solve_after);
  return waiting;
}

// Who had it or, if nobody did, the agent who solved it.
std::string SolverOf(const CommitHeader& header, const TicketState& state) {
  if (!state.assignee_id().empty()) return state.assignee_id();
  const bool agent = header.actor().kind() == log::v1::Actor::KIND_AGENT;
  return agent ? header.actor().id() : "";
}

void ApplyResult(const v1::TicketSolved& event, const CommitHeader& header, TicketState& state) {
  state.set_solves(event.number());
  state.set_resolution(event.resolution());
  state.set_solution_comment(event.solution_comment());
  if (!state.has_first_solved_time()) *state.mutable_first_solved_time() = header.time();
  *state.mutable_last_solved_time() = header.time();
  *state.mutable_rating_end_time() = event.rating_end_time();
  state.clear_rating();
  state.clear_rating_words();
}

}  // namespace

absl::Status Wait(const v1::WaitTicket& command, Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckInstant("until_time", command.until_time()));
  if (!draft.recorded()) DOCKET_RETURN_IF_ERROR(CheckWait(command, draft));
  if (draft.state().status() == v1::TICKET_STATUS_PENDING) return absl::OkStatus();
  if (IsDone(draft.state())) AddReopened(draft);
  v1::TicketEvent event;
  *event.mutable_waiting() = Waiting(command, draft.context());
  draft.Add(std::move(event));
  return absl::OkStatus();
}

absl::Status Hold(const v1::HoldTicket& command, Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckCharacters("reason", command.reason(), kHoldReasonCharactersMax));
  DOCKET_RETURN_IF_ERROR(CheckInstant("until_time", command.until_time()));
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
  AddSolved(command.resolution(), SolutionOf(command, draft.state()), draft);
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

void AddResumed(Draft& draft) {
  v1::TicketEvent event;
  event.mutable_resumed();
  draft.Add(std::move(event));
}

void AddSolved(v1::Resolution resolution, uint64_t solution_comment, Draft& draft) {
  const Time now = draft.context().now;
  const Windows windows = WindowsOf(draft.context());
  v1::TicketEvent event;
  v1::TicketSolved& solved = *event.mutable_solved();
  solved.set_number(draft.state().solves() + 1);
  solved.set_resolution(resolution);
  solved.set_solution_comment(solution_comment);
  *solved.mutable_reminder_time() = ToProto(now + windows.reopen - windows.closing_reminder);
  *solved.mutable_close_time() = ToProto(now + windows.reopen);
  *solved.mutable_rating_end_time() = ToProto(now + windows.rating);
  draft.Add(std::move(event));
}

// A source that takes a ticket up again leaves it with whom it was; here routing must place it.
void AddReopened(Draft& draft) {
  v1::TicketEvent event;
  event.mutable_reopened()->set_number(draft.state().reopens() + 1);
  if (draft.recorded()) {
    event.mutable_reopened()->set_assignee_id(draft.state().done_assignee_id());
  }
  draft.Add(std::move(event));
}

void AddClosed(Draft& draft) {
  v1::TicketEvent event;
  event.mutable_closed();
  draft.Add(std::move(event));
}

void Apply(const v1::TicketWaiting& event, const CommitHeader& header, TicketState& state) {
  Enter(v1::TICKET_STATUS_PENDING, header, state);
  if (event.has_until_time()) *state.mutable_until_time() = event.until_time();
  if (event.has_reminder_time()) *state.mutable_reminder_time() = event.reminder_time();
  if (event.has_silence_time()) *state.mutable_silence_time() = event.silence_time();
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
  const std::string solver = SolverOf(header, state);
  if (!solver.empty()) AddOnce(solver, *state.mutable_solver_ids());
  state.set_done_assignee_id(state.assignee_id());
  Release(v1::HANDLING_NONE, state);
  ApplyResult(event, header, state);
  if (event.has_reminder_time()) *state.mutable_reminder_time() = event.reminder_time();
  if (event.has_close_time()) *state.mutable_close_time() = event.close_time();
}

void Apply(const v1::TicketReopened& event, const CommitHeader& header, TicketState& state) {
  Enter(v1::TICKET_STATUS_OPEN, header, state);
  state.set_reopens(event.number());
  state.clear_resolution();
  state.clear_solution_comment();
  state.clear_done_assignee_id();
  Unplace(header, state);
  *state.mutable_waiting_since_time() = header.time();
  state.set_came_back(event.assignee_id().empty());
  if (event.assignee_id().empty()) return;
  state.set_handling(v1::HANDLING_ASSIGNED);
  state.set_assignee_id(event.assignee_id());
}

void Apply(const v1::TicketClosed& /*event*/, const CommitHeader& header, TicketState& state) {
  Enter(v1::TICKET_STATUS_CLOSED, header, state);
}

}  // namespace docket::intake
