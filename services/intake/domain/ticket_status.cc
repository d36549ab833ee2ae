#include "services/intake/domain/ticket_status.h"

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "libs/eventing/decision.h"

namespace docket::intake {

namespace v1 = ticket::v1;
using eventing::Reject;

bool IsUnsolved(const TicketState& state) {
  return state.status() >= v1::TICKET_STATUS_NEW && state.status() <= v1::TICKET_STATUS_HELD;
}

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

}  // namespace docket::intake
