#include "services/intake/domain/ticket_status.h"

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "libs/eventing/decision.h"
#include "libs/sla/fold.h"

namespace docket::intake {

namespace v1 = ticket::v1;
using eventing::Reject;

bool IsUnsolved(const TicketState& state) { return sla::IsUnsolved(state.status()); }

bool IsDone(const TicketState& state) {
  return state.status() == v1::TICKET_STATUS_SOLVED || state.status() == v1::TICKET_STATUS_CLOSED;
}

absl::Status RequireUnsolved(const TicketState& state) {
  if (state.status() == v1::TICKET_STATUS_SOLVED) {
    return Reject(v1::TICKET_REJECTION_ALREADY_SOLVED, "The ticket is solved already.");
  }
  return RequireNotClosed(state);
}

absl::Status RequireDone(const TicketState& state) {
  if (IsDone(state)) return absl::OkStatus();
  return Reject(v1::TICKET_REJECTION_NOT_SOLVED, "The ticket is not solved.");
}

absl::Status RequireNotClosed(const TicketState& state) {
  if (state.status() != v1::TICKET_STATUS_CLOSED) return absl::OkStatus();
  return Reject(v1::TICKET_REJECTION_TICKET_CLOSED, "The ticket is closed.");
}

absl::Status RequireChangeable(const Draft& draft) {
  return draft.recorded() ? absl::OkStatus() : RequireNotClosed(draft.state());
}

absl::Status NothingNew(const Draft& draft) {
  if (draft.recorded()) return absl::OkStatus();
  return Reject(v1::TICKET_REJECTION_NO_CHANGE, "That is so already.");
}

void Enter(v1::TicketStatus status, const eventing::CommitHeader& header, TicketState& state) {
  if (state.status() != status) *state.mutable_since_time() = header.time();
  state.set_status(status);
  state.set_mark_version(header.version());
  state.clear_until_time();
  state.clear_hold_reason();
  state.clear_reminder_time();
  state.clear_silence_time();
  state.clear_close_time();
}

}  // namespace docket::intake
