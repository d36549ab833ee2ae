#include "services/intake/domain/ticket_lapse.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/proto_time.h"
#include "services/intake/domain/ticket_form.h"
#include "services/intake/domain/ticket_lifecycle.h"

namespace docket::intake {
namespace {

namespace v1 = ticket::v1;
using eventing::Reject;

void AddReminded(v1::LapseKind kind, Draft& draft) {
  v1::TicketEvent event;
  event.mutable_reminded()->set_kind(kind);
  draft.Add(std::move(event));
}

bool IsDue(const v1::LapseTicket& command, const Draft& draft) {
  const std::vector<DueLapse> armed = DueLapses(draft.state());
  return std::any_of(armed.begin(), armed.end(), [&](const DueLapse& lapse) {
    return lapse.kind == command.kind() && lapse.mark_version == command.mark_version() &&
           lapse.due <= draft.context().now;
  });
}

}  // namespace

std::vector<DueLapse> DueLapses(const TicketState& state) {
  std::vector<DueLapse> lapses;
  if (state.recorded() && !state.adopted()) return lapses;
  const auto arm = [&](v1::LapseKind kind, const google::protobuf::Timestamp& due) {
    lapses.push_back({kind, state.mark_version(), FromProto(due)});
  };
  // Only the status that has a mark keeps it, so there is nothing to ask about the status but
  // whose reminder it is.
  const bool solved = state.status() == v1::TICKET_STATUS_SOLVED;
  if (state.has_until_time()) arm(v1::LAPSE_KIND_UNTIL, state.until_time());
  if (state.has_reminder_time()) {
    arm(solved ? v1::LAPSE_KIND_CLOSING_REMINDER : v1::LAPSE_KIND_SILENCE_REMINDER,
        state.reminder_time());
  }
  if (state.has_silence_time()) arm(v1::LAPSE_KIND_SILENCE, state.silence_time());
  if (state.has_close_time()) arm(v1::LAPSE_KIND_REOPEN_WINDOW, state.close_time());
  return lapses;
}

absl::Status Lapse(const v1::LapseTicket& command, Draft& draft) {
  DOCKET_RETURN_IF_ERROR(CheckChosen("kind", command.kind()));
  if (!IsDue(command, draft)) {
    return Reject(v1::TICKET_REJECTION_LAPSE_STALE, "No such timer is armed and due.");
  }
  switch (command.kind()) {
    case v1::LAPSE_KIND_UNTIL: AddResumed(draft); break;
    case v1::LAPSE_KIND_SILENCE_REMINDER:
    case v1::LAPSE_KIND_CLOSING_REMINDER: AddReminded(command.kind(), draft); break;
    case v1::LAPSE_KIND_SILENCE: AddSolved(v1::RESOLUTION_NO_REPLY, 0, draft); break;
    case v1::LAPSE_KIND_REOPEN_WINDOW: AddClosed(draft); break;
    default: DOCKET_CHECK(false);
  }
  return absl::OkStatus();
}

void Apply(const v1::TicketReminded& /*event*/, TicketState& state) { state.clear_reminder_time(); }

}  // namespace docket::intake
